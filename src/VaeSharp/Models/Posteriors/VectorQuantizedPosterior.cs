using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Posteriors;

/// <summary>q(z|x) that puts each vector of the encoder on the nearest of K codes.</summary>
/// <remarks>Source: van den Oord, Vinyals &amp; Kavukcuoglu 2017, section 3; the codes are running means, appendix A.1.</remarks>
public sealed class VectorQuantizedPosterior : Posterior
{
    private readonly Affine? vectors;
    private readonly Codebook codebook;
    private readonly long _length;
    private readonly double _commitment;

    /// <summary>Codes that all places share.</summary>
    /// <param name="features">Of the encoder; mapped to the vectors, unless they are the vectors.</param>
    /// <param name="areVectors">Whether they are: so for a network that keeps the places of the image.</param>
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

    /// <summary>The same, whereafter the codes have moved towards the batch; codes that nothing uses join it before.</summary>
    /// <inheritdoc/>
    public override LatentDistribution Train(Tensor features, RandomStream random)
    {
        Tensor encoded = Encoded(features);
        Tensor seen = Rows(encoded.detach());
        if (!seen.isfinite().all().item<bool>()) // the update will be skipped; the codes would never forget it
        {
            return Quantize(encoded);
        }

        codebook.Revive(seen, random);
        QuantizedVectors q = Quantize(encoded);
        codebook.Learn(seen, q.Codes.flatten());
        return q;
    }

    /// <summary>The numbers of the codes that are nearest to latents; [B, D] to int64 [B, P].</summary>
    public Tensor CodesOf(Tensor z) => codebook.call(Rows(z)).view(z.shape[0], -1);

    /// <summary>Codes by their numbers, one after the other; int64 [B, P] to [B, D].</summary>
    public Tensor LatentsOf(Tensor codes) => codebook.Of(codes).flatten(1);

    private Tensor Encoded(Tensor features) => vectors is null ? features : vectors.call(features); // [B, D]

    private Tensor Rows(Tensor z) => z.reshape(-1, _length); // [B·P, d]

    private QuantizedVectors Quantize(Tensor encoded)
    {
        Tensor codes = CodesOf(encoded);
        return new QuantizedVectors(encoded, LatentsOf(codes), codes, _commitment);
    }
}
