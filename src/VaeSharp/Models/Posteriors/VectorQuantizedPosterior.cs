using System.ComponentModel.DataAnnotations;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Posteriors;

/// <summary>The nearest of K codes for each of an image's vectors: van den Oord et al. 2017.</summary>
/// <param name="Dimension">d, of a vector.</param>
/// <param name="Codes">K, shared by all vectors.</param>
/// <param name="Vectors">How many at each place; all networks but 'grid' have one place.</param>
/// <param name="Commitment">β, what straying from the codes costs in training.</param>
/// <param name="Decay">Of the running means that the codes are.</param>
[Choice("vector-quantized", "The nearest of K codes for each vector", "van den Oord et al. 2017", Order = 6)]
public sealed record VectorQuantizedOptions(
    int Dimension,
    [property: Range(2, 65_536)] int Codes = 512,
    [property: Range(1, 1024)] int Vectors = 1,
    [property: Range(0.0, 1000.0)] double Commitment = 0.25,
    [property: Range(0.0, 0.99999)] double Decay = 0.99) : PosteriorOptions(Dimension)
{
    /// <inheritdoc/>
    public override bool NeedsWholeBatch => true;

    /// <inheritdoc/>
    public override LatentSpace Space => LatentSpace.Codes;

    /// <inheritdoc/>
    public override bool HasDensityEverywhere => false;

    /// <inheritdoc/>
    public override int CodebookSize => Codes;

    /// <inheritdoc/>
    public override bool AddsToLoss => Commitment > 0;

    /// <inheritdoc/>
    public override int NumbersPerPosition => Dimension * Vectors;

    /// <inheritdoc/>
    /// <remarks>Several vectors at one position stand side by side.</remarks>
    public override CodeGrid CodesOver(int rows, int columns) => new(rows, columns * Vectors, Codes);

    /// <inheritdoc/>
    /// <remarks>Each vector is held against every code.</remarks>
    internal override double StepNumbers(StepSizes sizes) =>
        base.StepNumbers(sizes) + (sizes.Encoded * sizes.Vectors * Codes) + (3.0 * Codes * Dimension);

    /// <inheritdoc/>
    public override Posterior Create(PosteriorInputs inputs)
    {
        var codebook = new Codebook(Codes, Dimension, Decay);
        return new VectorQuantizedPosterior(inputs.Features, inputs.AreVectors, inputs.Latents, codebook, Dimension, Commitment);
    }
}

/// <summary>q(z|x) that puts each vector of the encoder on the nearest of K codes.</summary>
/// <remarks>Source: van den Oord, Vinyals &amp; Kavukcuoglu 2017, section 3; the codes are running means, appendix A.1.</remarks>
internal sealed class VectorQuantizedPosterior : Posterior, ILatentCodes
{
    private readonly Affine? vectors;
    private readonly Codebook codebook;
    private readonly long _length;
    private readonly double _commitment;

    /// <summary>Codes that all spatial positions share.</summary>
    /// <param name="features">Of the encoder; mapped to the vectors, unless they are the vectors.</param>
    /// <param name="areVectors">Whether they are: so for a network that keeps the spatial positions of the image.</param>
    /// <param name="dimension">D, of all vectors of an image together.</param>
    /// <param name="codebook">The codes.</param>
    /// <param name="length">d, of a vector.</param>
    /// <param name="commitment">β, what straying from the codes costs in training.</param>
    public VectorQuantizedPosterior(
        long features, bool areVectors, long dimension, Codebook codebook, long length, double commitment)
        : base(nameof(VectorQuantizedPosterior), dimension)
    {
        vectors = areVectors ? null : new Affine(features, dimension);
        this.codebook = codebook;
        (_length, _commitment) = (length, commitment);
        RegisterComponents();
    }

    /// <summary>Shape [B, features] to codes over [B, D].</summary>
    public override LatentDistribution forward(Tensor features) => Quantize(Encoded(features));

    /// <summary>The same, whereafter in training the codes have moved towards the batch; codes that nothing uses join it before.</summary>
    /// <inheritdoc/>
    public override LatentDistribution Encode(Tensor features, RandomStream? random)
    {
        if (!training || random is null)
        {
            return call(features);
        }

        Tensor encoded = Encoded(features);
        Tensor rows = Rows(encoded.detach());
        if (!rows.isfinite().all().item<bool>()) // the update will be skipped; the running means would keep it
        {
            return Quantize(encoded);
        }

        codebook.RestartDeadCodes(rows, random);
        QuantizedVectors q = Quantize(encoded);
        codebook.Learn(rows, q.Codes.flatten());
        return q;
    }

    /// <inheritdoc/>
    public Tensor CodesOf(Tensor z) => codebook.call(Rows(z)).view(z.shape[0], -1);

    /// <inheritdoc/>
    public Tensor LatentsOf(Tensor codes) => codebook.Of(codes).flatten(1);

    private Tensor Encoded(Tensor features) => vectors is null ? features : vectors.call(features); // [B, D]

    private Tensor Rows(Tensor z) => z.reshape(-1, _length); // [B·P, d]

    private QuantizedVectors Quantize(Tensor encoded)
    {
        Tensor codes = CodesOf(encoded);
        return new QuantizedVectors(encoded, LatentsOf(codes), codes, _commitment);
    }
}
