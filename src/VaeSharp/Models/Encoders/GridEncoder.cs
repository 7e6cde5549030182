using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Encoders;

/// <summary>Convolutions that halve the image at each stage and leave a vector at each place: features have a grid.</summary>
/// <remarks>Source of the shape: van den Oord et al. 2017, section 4.1.</remarks>
internal sealed class GridEncoder : Encoder
{
    private readonly ModuleList<NhwcConvolution> halve;
    private readonly ModuleList<Sequential> blocks;
    private readonly LabelInput? label;
    private readonly PointwiseConvolution vectors;

    /// <summary>One stage for each number of channels.</summary>
    /// <param name="shape">Of the images.</param>
    /// <param name="plan">The sizes, shared with the mirrored decoder.</param>
    /// <param name="length">Of the vector at each place.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public GridEncoder(ImageShape shape, ConvPlan plan, long length, long classes)
        : base(nameof(GridEncoder), plan.SpatialPositions(shape) * length)
    {
        (halve, blocks) = plan.Shrinking(shape.Channels);
        long channels = plan.Channels[^1];
        label = classes > 0 ? new LabelInput(classes, channels) : null;
        vectors = new PointwiseConvolution(channels, length);
        RegisterComponents();
    }

    /// <summary>Shape [B, C, H, W] and one-hot [B, classes] to [B, features]: vectors one after the other, row by row.</summary>
    public override Tensor forward(Tensor x, Tensor? y)
    {
        Tensor h = ConvPlan.Shrink((x - 0.5) * 2, halve, blocks);
        h = label is null ? h : h + label.call(y!).unsqueeze(-1).unsqueeze(-1); // [B, C, 1, 1]
        return vectors.call(functional.silu(h)).permute(0, 2, 3, 1).flatten(1); // [B, h · w · length]
    }
}
