using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Decoders;

/// <summary>The mirror of <see cref="Encoders.MlpEncoder"/>.</summary>
internal sealed class MlpDecoder : Decoder
{
    private readonly DenseStack stack;
    private readonly Affine output;
    private readonly ImageShape _shape;

    /// <summary>Layers of the encoder's widths, last to first, then one to the pixels.</summary>
    /// <param name="shape">Of the parameters: an image with the channels that the likelihood asks for.</param>
    /// <param name="latents">The latent dimension.</param>
    /// <param name="widths">The encoder's widths.</param>
    /// <param name="activation">The same for all hidden layers.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public MlpDecoder(
        ImageShape shape, long latents, IReadOnlyList<int> widths, DenseActivation activation, long classes)
        : base(nameof(MlpDecoder))
    {
        _shape = shape;
        stack = new DenseStack(latents, [.. widths.Reverse()], activation, classes);
        output = new Affine(stack.Outputs, shape.Values);
        RegisterComponents();
    }

    /// <summary>Shape [B, D] and one-hot [B, classes] to [B, C, H, W].</summary>
    public override Tensor forward(Tensor z, Tensor? y) =>
        output.call(stack.call(z, y)).view(-1, _shape.Channels, _shape.Height, _shape.Width);
}
