using System.ComponentModel.DataAnnotations;
using VaeSharp.Data;
using VaeSharp.Models.Decoders;
using VaeSharp.Models.Encoders;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Models.Networks;

/// <summary>Convolutions that halve the image at each stage.</summary>
/// <param name="Channels">Of each stage.</param>
/// <param name="Hidden">Width of the dense layer.</param>
/// <param name="Blocks">Residual blocks of each stage.</param>
/// <param name="Linear">Width of a linear path beside the convolutions; 0 for none.</param>
/// <param name="LinearStart">Whether training begins with the linear path as probabilistic PCA. It begins nearer and, in
/// <c>cifar10</c>, ends further from the data: see docs/theory.md#moments-of-the-aggregate-posterior.</param>
[Choice("conv", "Convolutions that halve the image, with residual blocks", "He et al. 2016", Order = 3)]
public sealed record ConvOptions(
    [property: Range(1, 1024)] IReadOnlyList<int> Channels,
    [property: Range(1, 8192)] int Hidden,
    [property: Range(0, 32)] int Blocks = 1,
    [property: Range(0, 8192)] int Linear = 0,
    bool LinearStart = false) : EncoderDecoderOptions
{
    /// <inheritdoc/>
    internal override bool StartsLinear => LinearStart;

    /// <inheritdoc/>
    internal override (double Encoder, double Decoder) NumbersPerImage(ImageShape images, ImageShape output, double latents)
    {
        (double encoder, double decoder) = new ConvPlan(Channels, Blocks, Hidden, Linear).NumbersPerImage(images, output);
        return (encoder + (2.0 * Hidden) + Linear, decoder + (2.0 * Hidden));
    }

    /// <inheritdoc/>
    public override (Encoder Encoder, Decoder Decoder) Create(NetworkShape shape)
    {
        var plan = new ConvPlan(Channels, Blocks, Hidden, Linear);
        return (
            new ConvEncoder(shape.Images, plan, shape.EncoderClasses),
            new ConvDecoder(shape.Output, plan, shape.Latents, shape.DecoderClasses));
    }
}
