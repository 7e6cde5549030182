using VaeSharp.Data;
using VaeSharp.Models.Decoders;
using VaeSharp.Models.Encoders;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Models.Networks;

/// <summary>ResNet-18 for small images and its mirror: He et al. 2016.</summary>
[Choice("resnet18", "ResNet-18 for small images and its mirror", "He et al. 2016", Order = 4)]
public sealed record ResNet18Options : EncoderDecoderOptions
{
    /// <inheritdoc/>
    public override bool NeedsWholeBatch => true;

    /// <inheritdoc/>
    /// <remarks>Two blocks at each of four sizes, each with two convolutions, their normalisations and their activations.</remarks>
    internal override (double Encoder, double Decoder) NumbersPerImage(ImageShape images, ImageShape output, double latents)
    {
        double each = 64.0 * images.Height * images.Width * (1 + (1 / 2.0) + (1 / 4.0) + (1 / 8.0));
        return (each * 10, each * 14); // a decoder's blocks compute at twice the size of what they read
    }

    /// <inheritdoc/>
    public override (Encoder Encoder, Decoder Decoder) Create(NetworkShape shape) => (
        new ResNet18Encoder(shape.Images, shape.EncoderClasses),
        new ResNet18Decoder(shape.Output, shape.Latents, shape.DecoderClasses));
}
