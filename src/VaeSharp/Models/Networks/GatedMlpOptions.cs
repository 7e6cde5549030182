using System.ComponentModel.DataAnnotations;
using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Layers;

namespace VaeSharp.Models.Networks;

/// <summary>Dense layers with gates: Tomczak &amp; Welling 2018.</summary>
/// <param name="Hidden">Widths of the encoder's layers; the decoder has them in reverse.</param>
[Choice("gated-mlp", "Dense layers with gates", "Tomczak & Welling 2018", Order = 2)]
public sealed record GatedMlpOptions([property: Range(1, 8192)] IReadOnlyList<int> Hidden) : EncoderDecoderOptions
{
    /// <inheritdoc/>
    public override (Encoder Encoder, Decoder Decoder) Create(NetworkShape shape) =>
        DenseNetworks.Create(shape, Hidden, DenseActivation.Gated);

    /// <inheritdoc/>
    internal override (double Encoder, double Decoder) NumbersPerImage(ImageShape images, ImageShape output, double latents) =>
        DenseNetworks.NumbersPerImage(Hidden, DenseActivation.Gated);
}
