using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Encoders;

/// <summary>Convolutions that halve the image at each stage, then a dense layer.</summary>
/// <remarks>The first stage halves at once: at full size few channels keep a processor busy with memory alone.</remarks>
public sealed class ConvEncoder : Encoder
{
    private readonly ModuleList<Conv2d> halve;
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
        halve = ModuleList<Conv2d>();
        blocks = ModuleList<Sequential>();
        long channels = shape.Channels;
        foreach (int width in plan.Channels)
        {
            halve.Add(NhwcConvolution.Create(channels, width, 4, stride: 2, padding: 2));
            blocks.Add(plan.Stage(width));
            channels = width;
        }

        (int height, int width) smallest = plan.Sizes(shape)[^1];
        label = classes > 0 ? new LabelInput(classes, channels) : null;
        dense = new Affine(channels * smallest.height * smallest.width, plan.Hidden);
        linear = plan.Linear > 0 ? new Affine(shape.Values, plan.Linear) : null;
        RegisterComponents();
    }

    /// <summary>Shape [B, C, H, W] and one-hot [B, classes] to [B, features].</summary>
    public override Tensor forward(Tensor x, Tensor? y)
    {
        Tensor h = (x - 0.5) * 2;
        Tensor flat = h.flatten(1);
        for (int i = 0; i < halve.Count; i++)
        {
            h = i == 0 ? h : functional.silu(h);
            int rows = (int)(h.shape[2] + 1) / 2;
            int columns = (int)(h.shape[3] + 1) / 2;
            h = halve[i].call(h)[.., .., ..rows, ..columns]; // [B, C, ⌈H/2⌉, ⌈W/2⌉]
            h = blocks[i].call(h);
        }

        if (label is not null)
        {
            h += label.call(y!).unsqueeze(-1).unsqueeze(-1); // [B, C, 1, 1]
        }

        h = functional.silu(dense.call(functional.silu(h).flatten(1)), inplace: true); // [B, hidden]
        return linear is null ? h : cat([h, linear.call(flat)], 1); // [B, hidden + linear]
    }
}
