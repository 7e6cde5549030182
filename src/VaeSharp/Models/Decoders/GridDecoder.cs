using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Decoders;

/// <summary>The mirror of <see cref="Encoders.GridEncoder"/>: from a grid of vectors, stages that double the image.</summary>
internal sealed class GridDecoder : Decoder
{
    private readonly NhwcConvolution first;
    private readonly LabelInput? label;
    private readonly ModuleList<Sequential> blocks;
    private readonly ModuleList<NhwcConvolution> twice;
    private readonly IReadOnlyList<(int Height, int Width)> _sizes;

    /// <summary>The encoder's stages, last to first.</summary>
    /// <param name="shape">Of the parameters: channels times the likelihood's parameters for each value.</param>
    /// <param name="plan">The sizes, shared with the mirrored encoder.</param>
    /// <param name="length">Of the vector at each place.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public GridDecoder(ImageShape shape, ConvPlan plan, long length, long classes)
        : base(nameof(GridDecoder))
    {
        _sizes = plan.Sizes(shape);
        long channels = plan.Channels[^1];
        first = new NhwcConvolution(length, channels, 3, padding: 1);
        label = classes > 0 ? new LabelInput(classes, channels) : null;
        (blocks, twice) = plan.Growing(shape.Channels);
        RegisterComponents();
    }

    /// <summary>Shape [B, D] and one-hot [B, classes] to [B, C, H, W].</summary>
    public override Tensor forward(Tensor z, Tensor? y)
    {
        (int height, int width) = _sizes[^1];
        Tensor h = first.call(z.reshape(z.shape[0], height, width, -1).permute(0, 3, 1, 2)); // [B, C, h, w]
        h = label is null ? h : h + label.call(y!).unsqueeze(-1).unsqueeze(-1);
        return ConvPlan.Grow(h, blocks, twice, _sizes);
    }
}
