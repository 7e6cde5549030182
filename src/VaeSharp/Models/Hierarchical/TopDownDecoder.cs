using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Hierarchical;

/// <summary>Chooses a group's z on the top-down path.</summary>
/// <param name="group">Its number, the highest first.</param>
/// <param name="prior">p(z|z above), over [B, D of the group].</param>
/// <param name="posterior">q(z|z above, x) where there is an image, else null.</param>
/// <returns>Shape [B, D of the group].</returns>
internal delegate Tensor ChooseLatents(int group, DiagonalGaussian prior, DiagonalGaussian? posterior);

/// <summary>The top-down path: groups of latents, each conditioned on those above it, to the parameters of p(x|z).</summary>
/// <remarks>Source: Child 2021 (VDVAE), section 4.1: the features double by repeating pixels, which keeps the groups
/// of all resolutions in use without free bits or warm-up.</remarks>
internal sealed class TopDownDecoder : Module
{
    private readonly ModuleList<HierarchicalGroup> groups;
    private readonly ParameterList start;
    private readonly LabelInput? label;
    private readonly PixelAffine output;
    private readonly IReadOnlyList<int> _resolutions;
    private readonly IReadOnlyList<(int Height, int Width)> _sizes;
    private readonly ImageShape _shape;

    /// <summary>The plan's resolutions from the coarsest to the finest.</summary>
    /// <param name="shape">Of the parameters: channels as the likelihood needs them.</param>
    /// <param name="plan">The sizes, shared with the bottom-up path.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public TopDownDecoder(ImageShape shape, HierarchicalPlan plan, long classes)
        : base(nameof(TopDownDecoder))
    {
        _shape = shape;
        _sizes = plan.Sizes(shape);
        _resolutions = plan.Resolutions;
        groups = ModuleList<HierarchicalGroup>();
        foreach (int _ in _resolutions)
        {
            groups.Add(new HierarchicalGroup(plan, _resolutions.Count));
        }

        // What is learned of each spatial position of a resolution, without any latent: MNIST is dark at its edges. Shape [1, width, h, w]
        // with the channels innermost: sums take the layout of their first term, and all layers want this one.
        start = ParameterList([.. _sizes.Select(size => Start(size, plan.Width))]);
        label = classes > 0 ? new LabelInput(classes, plan.Width) : null;
        output = new PixelAffine(plan.Width, shape.Channels * 4);
        RegisterComponents();
    }

    private static Parameter Start((int Height, int Width) size, int channels)
    {
        (long positions, long width) = WeightBudget.Spend((long)size.Height * size.Width, channels);
        Tensor start = positions == 1 ? zeros(1, 1, 1, width) : zeros(1, size.Height, size.Width, width);
        return new Parameter(start.permute(0, 3, 1, 2));
    }

    /// <summary>The weights that only q uses.</summary>
    public IEnumerable<Parameter> InferenceParameters => groups.SelectMany(group => group.InferenceParameters);

    /// <summary>The groups, the highest first.</summary>
    /// <param name="channels">Latents at each position.</param>
    internal IReadOnlyList<LatentGroup> Describe(int channels) =>
        [.. _resolutions.Select(r => new LatentGroup(_sizes[r].Height, _sizes[r].Width, channels))];

    /// <summary>The temperature of a group, which is that of its resolution.</summary>
    internal double At(Temperature temperature, int group) =>
        temperature.At(_sizes.Count - 1 - _resolutions[group], _sizes.Count);

    /// <summary>One top-down pass; returns the parameters of p(x|z), shape [B, P, H, W].</summary>
    /// <param name="count">B.</param>
    /// <param name="y">One-hot [B, classes], where the decoder sees labels.</param>
    /// <param name="features">Of the image at each resolution, the finest first; null where there is none.</param>
    /// <param name="choose">Chooses each group's z.</param>
    internal Tensor TopDown(long count, Tensor? y, IReadOnlyList<Tensor>? features, ChooseLatents choose)
    {
        int resolution = _sizes.Count - 1;
        Tensor h = start[resolution].expand(count, -1, -1, -1); // [B, width, h, w] of the coarsest
        if (label is not null)
        {
            h = h + label.call(y!).unsqueeze(-1).unsqueeze(-1); // [B, width, 1, 1]
        }

        for (int i = 0; i < groups.Count; i++)
        {
            if (_resolutions[i] != resolution)
            {
                resolution = _resolutions[i];
                h = Twice(h, _sizes[resolution]) + start[resolution];
            }

            (DiagonalGaussian p, Tensor next) = groups[i].Before(h);
            DiagonalGaussian? q = features is null ? null : groups[i].Posterior(p, h, features[resolution]);
            h = groups[i].After(next, choose(i, p, q));
        }

        Tensor pixels = functional.pixel_shuffle(output.call(functional.silu(h)), 2); // [B, P, 2h, 2w]
        return pixels[.., .., .._shape.Height, .._shape.Width]; // an odd size was rounded up
    }

    /// <summary>Cuts z of all groups into the groups'.</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <param name="channels">Latents at each position.</param>
    internal IReadOnlyList<Tensor> Split(Tensor z, int channels) =>
        z.split([.. _resolutions.Select(r => (long)channels * _sizes[r].Height * _sizes[r].Width)], 1);

    private static Tensor Twice(Tensor h, (int Height, int Width) size) =>
        functional.interpolate(h, scale_factor: [2, 2], mode: InterpolationMode.Nearest)[.., .., ..size.Height, ..size.Width];
}
