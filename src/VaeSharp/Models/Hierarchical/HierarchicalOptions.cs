using System.ComponentModel.DataAnnotations;
using VaeSharp.Data;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Models.Hierarchical;

/// <summary>Groups of latents at several resolutions: Child 2021.</summary>
/// <param name="Groups">How many at each resolution, from half of the image's size on, each half of the last.</param>
/// <param name="Width">Channels of the features between blocks.</param>
/// <param name="Bottleneck">Channels within blocks.</param>
/// <param name="Blocks">Residual blocks of the bottom-up path at each resolution.</param>
[Choice("ladder", "Hierarchical VAE: groups of latents at several resolutions", "Child 2021", Order = 5)]
public sealed record HierarchicalOptions(
    [property: Range(1, 64)] IReadOnlyList<int> Groups,
    [property: Range(1, 1024)] int Width,
    [property: Range(1, 1024)] int Bottleneck,
    [property: Range(1, 32)] int Blocks = 2) : NetworkOptions
{
    // Each group is a network of its own: thousands of tiny ones take minutes to make and nobody can train them.
    private const int MostGroups = 256;

    /// <inheritdoc/>
    public override bool IsHierarchical => true;

    /// <inheritdoc/>
    public override IReadOnlyList<(int Rows, int Columns)> Positions(ImageShape images)
    {
        HierarchicalPlan plan = Plan(channels: 0);
        return [.. plan.Resolutions.Select(resolution => plan.Sizes(images)[resolution])];
    }

    /// <inheritdoc/>
    public override string? FaultIn(Recipe recipe) => Groups.Sum() > MostGroups
        ? $"networks.groups asks for {Groups.Sum()} groups of latents in all; expected at most {MostGroups}."
        : null;

    /// <inheritdoc/>
    /// <remarks>A block keeps what it reads, two convolutions with their activations, and what it gives; a group has three, two of
    /// which read or give twice the features, and its Gaussians.</remarks>
    internal override (double Encoder, double Decoder) NumbersPerImage(ImageShape images, ImageShape output, double latents)
    {
        double[] positions = [.. Plan(channels: 0).Sizes(images).Select(size => (double)size.Height * size.Width)];
        double block = (3.0 * Width) + (6.0 * Bottleneck);
        double group = (12.0 * Width) + (18.0 * Bottleneck);
        return (
            positions.Sum() * ((Blocks * block) + Width),
            positions.Zip(Groups, (places, groups) => places * groups * group).Sum() + (25 * latents) + (positions[0] * Width * 2));
    }

    /// <inheritdoc/>
    internal override LatentModel Create(Recipe recipe, ModelShape shape, ImageShape output)
    {
        HierarchicalPlan plan = Plan(recipe.Posterior.NumbersPerPosition);
        return new HierarchicalLatents(
            new BottomUpEncoder(shape.Images, plan, shape.EncoderSeesLabels ? shape.Classes : 0),
            new TopDownDecoder(output, plan, shape.DecoderSeesLabels ? shape.Classes : 0),
            plan.Channels);
    }

    private HierarchicalPlan Plan(int channels) => new(Groups, Width, Bottleneck, Blocks, channels);
}
