using VaeSharp.Data;
using VaeSharp.Nn.Layers;

namespace VaeSharp.Models.Recipes;

/// <summary>Encoder and mirrored decoder around one layer of latents.</summary>
public abstract record EncoderDecoderOptions : NetworkOptions
{
    /// <summary>Both networks, the encoder first, with fresh weights from libtorch's generator.</summary>
    /// <param name="shape">What goes in and out.</param>
    public abstract (Encoder Encoder, Decoder Decoder) Create(NetworkShape shape);

    /// <inheritdoc/>
    internal sealed override LatentModel Create(Recipe recipe, ModelShape shape, ImageShape output)
    {
        (Encoder encoder, Decoder decoder) = Create(NetworkShape.Of(shape, output));
        (int rows, int columns) = Positions(shape.Images)[0]; // one layer is one group
        Posterior posterior = WeightBudget.As(
            "posterior", () => recipe.Posterior.Create(new PosteriorInputs(encoder.Features, LeavesVectors, shape.Latents)));
        Prior prior = WeightBudget.As("prior", () => recipe.Prior.Create(new PriorInputs(shape.Latents)
        {
            Images = shape.Images,
            Classes = shape.Classes,
            Encode = x => posterior.call(encoder.call(x, null)),
            Grid = recipe.Posterior.CodesOver(rows, columns),
            Codes = posterior as ILatentCodes,
        }));
        return new SingleLayer(encoder, posterior, prior, decoder);
    }
}

/// <summary>What an encoder reads and a decoder gives.</summary>
/// <param name="Images">Shape of an image, which the encoder reads as [B, C, H, W], values in [0, 1].</param>
/// <param name="Output">Shape of what the decoder gives for an image: [B, P, H, W], P as the likelihood asks for.</param>
/// <param name="Latents">D: the decoder reads [B, D].</param>
/// <param name="EncoderClasses">Classes of the one-hot label that the encoder reads, [B, classes]; 0 where it reads none.</param>
/// <param name="DecoderClasses">The same of the decoder.</param>
public sealed record NetworkShape(ImageShape Images, ImageShape Output, long Latents, long EncoderClasses, long DecoderClasses)
{
    internal static NetworkShape Of(ModelShape shape, ImageShape output) => new(
        shape.Images, output, shape.Latents, shape.EncoderSeesLabels ? shape.Classes : 0, shape.DecoderSeesLabels ? shape.Classes : 0);
}
