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
    public override (Encoder Encoder, Decoder Decoder) Create(NetworkShape shape) => (
        new ResNet18Encoder(shape.Images, shape.EncoderClasses),
        new ResNet18Decoder(shape.Output, shape.Latents, shape.DecoderClasses));
}
