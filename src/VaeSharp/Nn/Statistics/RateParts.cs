using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Statistics;

/// <summary>The rate in three parts, by the samples of a batch: their sum is log q(z|x) − log p(z), p(z) = N(0, I).</summary>
/// <param name="Information">log q(z|x) − log q(z): on average the mutual information of image and latent; [B], nats.</param>
/// <param name="Correlation">log q(z) − Σⱼ log q(zⱼ): on average the total correlation; shape [B], nats.</param>
/// <param name="Dimensions">Σⱼ log q(zⱼ) − log p(zⱼ): on average the KL of each dimension by itself; shape [B], nats.</param>
/// <remarks>Source: Chen, Li, Grosse &amp; Duvenaud 2018, section 3. See docs/theory.md#total-correlation.</remarks>
internal sealed record RateParts(Tensor Information, Tensor Correlation, Tensor Dimensions)
{
    /// <summary>Estimates the parts from a batch that stands for a whole population of images.</summary>
    /// <param name="q">q(z|x) of each image, a Gaussian; over [B, D].</param>
    /// <param name="z">A sample of each; shape [B, D].</param>
    /// <param name="population">N, how many images the batch was drawn from; at least B.</param>
    /// <remarks>
    /// q(z) is the mean of q(z|x) over all N images. Of these the batch has z's own, which counts as one of N, and
    /// B − 1 others, which stand for the N − 1 others: minibatch stratified sampling, appendix C of the paper, with the
    /// weight of the others spread evenly over them, q(z) ≈ q(z|x)/N + (N − 1)/N · mean q(z|x'). Without bias for
    /// q(z), not for its logarithm; exact where the batch is the population.
    /// </remarks>
    /// <exception cref="ArgumentException">q is no Gaussian, or z is not of its shape, or empty.</exception>
    public static RateParts Of(LatentDistribution q, Tensor z, long population)
    {
        Demand.Shape(z, nameof(RateParts), "BD", [Demand.Some, Demand.Any]);
        Demand.Same(z, nameof(RateParts), q.Mean);
        long count = z.shape[0];
        Tensor weights = LogWeights(count, Math.Max(population, count), z).unsqueeze(-1); // [B, B, 1]
        DiagonalGaussian marginals = q switch
        {
            DiagonalGaussian independent => independent,
            FullGaussian full => full.Marginals,
            _ => throw new ArgumentException($"{q.GetType().Name} is no Gaussian.", nameof(q)),
        };
        Tensor each = LogDensities(marginals, z); // [B of z, B of x, D]
        Tensor together = q is FullGaussian
            ? q.LogProbabilityOfEach(z).unsqueeze(-1)
            : each.sum(-1, keepdim: true); // [B of z, B of x, 1]
        Tensor own = q.LogProbability(z);
        Tensor joint = (together + weights).logsumexp(1).squeeze(-1); // log q(z), [B]
        Tensor product = (each + weights).logsumexp(1).sum(-1); // Σⱼ log q(zⱼ), [B]
        Tensor prior = DiagonalGaussian.Standard(z.shape[1], z.device).LogProbability(z);
        return new RateParts(own - joint, joint - product, product - prior);
    }

    // log N(zᵢⱼ; μₖⱼ, σₖⱼ²) of each sample under each posterior.
    private static Tensor LogDensities(DiagonalGaussian q, Tensor z)
    {
        var every = new DiagonalGaussian(q.Mean.unsqueeze(0).unsqueeze(-1), q.LogVariance.unsqueeze(0).unsqueeze(-1));
        return every.Density(z.unsqueeze(1).unsqueeze(-1)); // sums over a last dimension of one number
    }

    // Row i: what each image's posterior counts for the sample of image i. Rows sum to 1.
    private static Tensor LogWeights(long count, double population, Tensor like)
    {
        if (count == 1)
        {
            return zeros(1, 1, dtype: like.dtype, device: like.device);
        }

        double other = Math.Log((population - 1) / population / (count - 1));
        Tensor own = eye(count, dtype: like.dtype, device: like.device);
        return other + ((-Math.Log(population) - other) * own); // [B, B]
    }
}
