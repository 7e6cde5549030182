using System.ComponentModel.DataAnnotations;
using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Layers;

namespace VaeSharp.Models.Networks;

/// <summary>Dense layers with ReLU or tanh.</summary>
/// <param name="Hidden">Widths of the encoder's layers; the decoder has them in reverse.</param>
/// <param name="Tanh">Whether tanh takes the place of ReLU.</param>
[Choice("mlp", "Dense layers with ReLU or tanh", "Kingma & Welling 2014", Order = 1)]
public sealed record MlpOptions([property: Range(1, 8192)] IReadOnlyList<int> Hidden, bool Tanh = false) : EncoderDecoderOptions
{
    /// <inheritdoc/>
    public override (Encoder Encoder, Decoder Decoder) Create(NetworkShape shape) =>
        DenseNetworks.Create(shape, Hidden, Tanh ? DenseActivation.Tanh : DenseActivation.Relu);

    /// <inheritdoc/>
    internal override (double Encoder, double Decoder) NumbersPerImage(ImageShape images, ImageShape output, double latents) =>
        DenseNetworks.NumbersPerImage(Hidden, DenseActivation.Relu);
}
