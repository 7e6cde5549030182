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
