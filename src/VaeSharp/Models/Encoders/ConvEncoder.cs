using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Encoders;

/// <summary>Convolutions that halve the image at each stage, then a dense layer.</summary>
/// <remarks>The first stage halves at once: at full size few channels keep a processor busy with memory alone.</remarks>
internal sealed class ConvEncoder : Encoder
{
    private readonly ModuleList<NhwcConvolution> halve;
    private readonly ModuleList<Sequential> blocks;
    private readonly LabelInput? label;
    private readonly Affine dense;
    private readonly Affine? linear;
    private readonly int _hidden;

    /// <summary>One stage for each number of channels.</summary>
    /// <param name="shape">Of the images.</param>
    /// <param name="plan">The sizes, shared with the mirrored decoder.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public ConvEncoder(ImageShape shape, ConvPlan plan, long classes)
        : base(nameof(ConvEncoder), plan.Hidden + plan.Linear)
    {
        _hidden = plan.Hidden;
        (halve, blocks) = plan.Shrinking(shape.Channels);
        long channels = plan.Channels[^1];
        label = classes > 0 ? new LabelInput(classes, channels) : null;
        dense = new Affine(channels * plan.SpatialPositions(shape), plan.Hidden);
        linear = plan.Linear > 0 ? new Affine(shape.Values, plan.Linear) : null;
        RegisterComponents();
    }

    /// <summary>Shape [B, C, H, W] and one-hot [B, classes] to [B, features].</summary>
    public override Tensor forward(Tensor x, Tensor? y)
    {
        Tensor h = (x - 0.5) * 2;
        Tensor flat = h.flatten(1);
        h = ConvPlan.Shrink(h, halve, blocks);
        if (label is not null)
        {
            h += label.call(y!).unsqueeze(-1).unsqueeze(-1); // [B, C, 1, 1]
        }

        h = functional.silu(dense.call(functional.silu(h).flatten(1)), inplace: true); // [B, hidden]
        return linear is null ? h : cat([h, linear.call(flat)], 1); // [B, hidden + linear]
    }

    /// <inheritdoc/>
    internal override int LinearFeatures => linear is null ? 0 : (int)(Features - _hidden);

    /// <inheritdoc/>
    internal override void StartFrom(LinearStart start)
    {
        // x = h/2 + 1/2 of what the path sees.
        linear!.Weight.narrow(0, 0, start.Dimension).copy_(start.Encoder * 0.5);
        linear.Bias.narrow(0, 0, start.Dimension).copy_(start.Encoder.matmul(0.5 - start.Mean));
    }
}
