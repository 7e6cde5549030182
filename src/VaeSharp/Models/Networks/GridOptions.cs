using System.ComponentModel.DataAnnotations;
using VaeSharp.Data;
using VaeSharp.Models.Decoders;
using VaeSharp.Models.Encoders;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Models.Networks;

/// <summary>Convolutions that halve the image and keep its spatial positions: a vector of latents for each.</summary>
/// <param name="Channels">Of each stage.</param>
/// <param name="Blocks">Residual blocks of each stage.</param>
[Choice("grid", "Convolutions that give a grid of vectors", "van den Oord et al. 2017", Order = 6)]
public sealed record GridOptions(
    [property: Range(2, 1024)] IReadOnlyList<int> Channels,
    [property: Range(0, 32)] int Blocks = 2) : EncoderDecoderOptions
{
    /// <inheritdoc/>
    public override bool LeavesVectors => true;

    /// <inheritdoc/>
    public override IReadOnlyList<(int Rows, int Columns)> Positions(ImageShape images) => [Plan.Sizes(images)[^1]];

    /// <inheritdoc/>
    public override DimensionLimits? DimensionLimits => new("need at least 2 channels at each spatial position", Least: 2);

    /// <inheritdoc/>
    public override (Encoder Encoder, Decoder Decoder) Create(NetworkShape shape)
    {
        long length = shape.Latents / Plan.SpatialPositions(shape.Images);
        return (
            new GridEncoder(shape.Images, Plan, length, shape.EncoderClasses),
            new GridDecoder(shape.Output, Plan, length, shape.DecoderClasses));
    }

    /// <inheritdoc/>
    internal override (double Encoder, double Decoder) NumbersPerImage(ImageShape images, ImageShape output, double latents)
    {
        (double encoder, double decoder) = Plan.NumbersPerImage(images, output);
        return (encoder + (2 * latents), decoder + (2 * latents));
    }

    private ConvPlan Plan => new(Channels, Blocks, Hidden: 0, Linear: 0);
}
