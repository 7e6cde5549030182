using VaeSharp.Models.Decoders;
using VaeSharp.Models.Encoders;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Layers;

namespace VaeSharp.Models.Networks;

/// <summary>The dense encoder and decoder of one activation.</summary>
internal static class DenseNetworks
{
    internal static (Encoder Encoder, Decoder Decoder) Create(
        NetworkShape shape, IReadOnlyList<int> widths, DenseActivation activation) => (
            new MlpEncoder(shape.Images, widths, activation, shape.EncoderClasses),
            new MlpDecoder(shape.Output, shape.Latents, widths, activation, shape.DecoderClasses));

    /// <summary>What both keep for an image: of a gate its two halves and their product, of others the result alone.</summary>
    internal static (double Encoder, double Decoder) NumbersPerImage(IReadOnlyList<int> widths, DenseActivation activation)
    {
        double each = widths.Sum(width => (double)width) * (activation == DenseActivation.Gated ? 3 : 1);
        return (each, each);
    }
}
