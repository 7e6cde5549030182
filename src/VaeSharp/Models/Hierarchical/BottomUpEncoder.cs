using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Hierarchical;

/// <summary>The bottom-up path: from an image to features at each resolution.</summary>
/// <remarks>Source: Child 2021 (VDVAE), section 4.1. The first step halves the image by moving each 2×2 pixels into
/// channels: at full size few channels keep a processor busy with memory alone.</remarks>
internal sealed class BottomUpEncoder : Module<Tensor, Tensor?, IReadOnlyList<Tensor>>
{
    private readonly NhwcConvolution stem;
    private readonly LabelInput? label;
    private readonly ModuleList<Sequential> blocks;

    /// <summary>As many resolutions as the plan has.</summary>
    /// <param name="shape">Of the images.</param>
    /// <param name="plan">The sizes, shared with the top-down path.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public BottomUpEncoder(ImageShape shape, HierarchicalPlan plan, long classes)
        : base(nameof(BottomUpEncoder))
    {
        double scale = HierarchicalPlan.InitialScale(plan.Blocks * plan.Groups.Count);
        stem = new NhwcConvolution(shape.Channels * 4, plan.Width, 3, padding: 1);
        label = classes > 0 ? new LabelInput(classes, plan.Width) : null;
        blocks = ModuleList<Sequential>();
        foreach (int _ in plan.Groups)
        {
            Sequential stage = Sequential();
            for (int i = 0; i < plan.Blocks; i++)
            {
                stage.append(new ResidualBottleneck(plan.Width, plan.Bottleneck, scale));
            }

            blocks.Add(stage);
        }

        RegisterComponents();
    }

    /// <summary>Shape [B, C, H, W] and one-hot [B, classes] to [B, width, ⌈H/2⌉, ⌈W/2⌉], and so on by halves.</summary>
    public override IReadOnlyList<Tensor> forward(Tensor x, Tensor? y)
    {
        x = (x - 0.5) * 2;
        if (x.shape[2] % 2 + x.shape[3] % 2 > 0)
        {
            x = functional.pad(x, [0, x.shape[3] % 2, 0, x.shape[2] % 2]);
        }

        Tensor h = stem.call(functional.pixel_unshuffle(x, 2)); // [B, width, ⌈H/2⌉, ⌈W/2⌉]
        if (label is not null)
        {
            h += label.call(y!).unsqueeze(-1).unsqueeze(-1); // [B, width, 1, 1]
        }

        var features = new List<Tensor>();
        foreach (Sequential stage in blocks)
        {
            h = features.Count == 0 ? h : functional.avg_pool2d(h, 2, ceil_mode: true, count_include_pad: false);
            h = stage.call(h);
            features.Add(h);
        }

        return features;
    }
}
