using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>Σₖ πₖ N(z; μₖ, diag σₖ²).</summary>
/// <param name="Components">μ and log σ²; shape [K, D].</param>
/// <param name="LogWeights">log π, which need not sum to one; shape [K].</param>
/// <exception cref="ArgumentException">The shapes or types do not fit each other, or there is no component.</exception>
internal sealed record GaussianMixture(DiagonalGaussian Components, Tensor LogWeights)
{
    private const double LogTwoPi = 1.8378770664093453;

    /// <summary>μ and log σ²; shape [K, D].</summary>
    public DiagonalGaussian Components { get; init; } = Check(Components);

    /// <summary>log π, which need not sum to one; shape [K].</summary>
    public Tensor LogWeights { get; init; } = Demand.Shape(
        LogWeights, nameof(GaussianMixture), "K", [Components.Mean.size(0)], Components.Mean);

    /// <summary>log p(z); shape [B], nats.</summary>
    /// <param name="z">Shape [B, D].</param>
    public Tensor LogProbability(Tensor z) => LogJoint(z).logsumexp(1).to(z.dtype);

    /// <summary>log πₖ N(z; μₖ, diag σₖ²) of each component, whose sum is p(z); float64, shape [B, K], nats.</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <remarks>
    /// The squares are multiplied out, so that B·K distances are two matrix products and no B·K·D numbers are kept; in
    /// double precision, as the terms nearly cancel where a component is narrow.
    /// </remarks>
    public Tensor LogJoint(Tensor z)
    {
        Demand.Shape(z, nameof(GaussianMixture), "BD", [Demand.Any, Components.Mean.size(1)], Components.Mean);
        Tensor mean = Components.Mean.to(ScalarType.Float64);
        Tensor logVariance = Components.LogVariance.to(ScalarType.Float64);
        Tensor precision = exp(-logVariance); // [K, D]
        Tensor at = z.to(ScalarType.Float64);
        Tensor constant = (mean.square() * precision + logVariance + LogTwoPi).sum(-1); // [K]
        Tensor distances = at.square().matmul(precision.t()) - (2 * at.matmul((mean * precision).t())) + constant; // [B, K]
        return LogWeights.to(ScalarType.Float64).log_softmax(0) - (0.5 * distances);
    }

    /// <summary>Draws latents; shape [count, D].</summary>
    /// <param name="count">Samples; at least 1.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Multiplies σ of the components.</param>
    public Tensor Sample(long count, RandomStream random, double temperature = 1)
    {
        Tensor edges = LogWeights.softmax(0).cumsum(0); // [K]
        Tensor chosen = searchsorted(edges, random.Uniform(count)).clamp(0, edges.shape[0] - 1); // [count]
        return new DiagonalGaussian(Components.Mean[chosen], Components.LogVariance[chosen]).Sample(random, temperature);
    }

    private static DiagonalGaussian Check(DiagonalGaussian components)
    {
        Demand.Shape(components.Mean, nameof(GaussianMixture), "KD", [Demand.Some, Demand.Any]);
        return components;
    }
}
