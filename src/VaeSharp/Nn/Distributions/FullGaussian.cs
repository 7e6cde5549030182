using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A Gaussian with any covariance, N(μ, L Lᵀ).</summary>
/// <param name="Mean">μ; shape [B, D].</param>
/// <param name="Scale">L, lower triangular with a positive diagonal; shape [B, D, D].</param>
/// <exception cref="ArgumentException">The shapes or types do not fit each other.</exception>
/// <remarks>Source: Kingma &amp; Welling 2019. See docs/theory.md#full-covariance.</remarks>
internal sealed record FullGaussian(Tensor Mean, Tensor Scale) : LatentDistribution
{
    /// <inheritdoc/>
    public override Tensor Mean { get; } = Demand.Shape(Mean, nameof(FullGaussian), "BD", [Demand.Any, Demand.Some]);

    /// <summary>L, lower triangular with a positive diagonal; shape [B, D, D].</summary>
    public Tensor Scale { get; init; } = Demand.Shape(
        Scale, nameof(FullGaussian), "BDD", [Mean.size(0), Mean.size(1), Mean.size(1)], Mean);

    /// <summary>N(μⱼ, (L Lᵀ)ⱼⱼ) of each dimension by itself; over [B, D].</summary>
    public DiagonalGaussian Marginals => new(Mean, Scale.square().sum([2L]).log());

    // log |L|; [B].
    private Tensor LogDeterminant => Scale.diagonal(0, 1, 2).log().sum(1);

    /// <summary>z = μ + L ε with ε ~ N(0, I), differentiable in μ and L; shape [B, D].</summary>
    /// <param name="random">Where ε comes from.</param>
    /// <param name="temperature">Multiplies ε; 1 samples the distribution itself.</param>
    public override Tensor Sample(RandomStream random, double temperature = 1) =>
        At(random.Normal(Mean.shape) * temperature);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z)
    {
        long batch = Mean.size(0) == 1 ? Demand.Any : Mean.size(0); // one for all
        Demand.Shape(z, nameof(FullGaussian), "BD", [batch, Mean.size(1)], Mean);
        Tensor noise = linalg.solve_triangular(Scale, (z - Mean).unsqueeze(2), upper: false).squeeze(2); // [B, D]
        return LogProbabilityOfNoise(noise);
    }

    /// <inheritdoc/>
    /// <remarks>No matrix is repeated: each is solved for all z at once.</remarks>
    public override Tensor LogProbabilityOfEach(Tensor z)
    {
        Demand.Shape(z, nameof(FullGaussian), "ND", [Demand.Any, Mean.size(1)], Mean);
        Tensor from = (z.unsqueeze(0) - Mean.unsqueeze(1)).transpose(1, 2); // [B, D, N]
        Tensor noise = linalg.solve_triangular(Scale, from, upper: false);
        Tensor standard = DiagonalGaussian.Standard(z.shape[1], z.device).Density(noise.transpose(1, 2)); // [B, N]
        return (standard - LogDeterminant.unsqueeze(1)).t();
    }

    /// <inheritdoc/>
    public override (Tensor Z, Tensor LogProbability) SampleWithLogProbability(RandomStream random)
    {
        Tensor noise = random.Normal(Mean.shape);
        return (At(noise), LogProbabilityOfNoise(noise));
    }

    /// <inheritdoc/>
    public override LatentDistribution Repeat(long times) =>
        times == 1 ? this : new FullGaussian(Mean.repeat(times, 1), Scale.repeat(times, 1, 1));

    /// <inheritdoc/>
    public override LatentDistribution Detach() => new FullGaussian(Mean.detach(), Scale.detach());

    /// <summary>KL(q ‖ p) to a Gaussian with independent dimensions; shape [B], nats.</summary>
    /// <param name="prior">Shape of Mean and LogVariance: [D] or [B, D].</param>
    /// <returns>½(‖L̃‖² + ‖μ̃‖² − D) − log |L̃|, with tildes for what stands in the prior's own units.</returns>
    /// <exception cref="ArgumentException">The last dimensions differ.</exception>
    /// <remarks>Does not split by dimension. See docs/theory.md#full-covariance.</remarks>
    public Tensor KlDivergence(DiagonalGaussian prior)
    {
        long dimension = Mean.shape[1];
        DiagonalGaussian.RequirePrior(prior, Mean, nameof(FullGaussian));
        Tensor precision = (prior.LogVariance * -0.5).exp(); // 1/s
        Tensor mean = (Mean - prior.Mean) * precision; // [B, D]
        Tensor scale = Scale * precision.unsqueeze(-1); // [B, D, D]
        Tensor logDeterminant = LogDeterminant - (0.5 * prior.LogVariance.sum(-1)); // [B]
        return (0.5 * (scale.square().sum([1, 2]) + mean.square().sum(1) - dimension)) - logDeterminant;
    }

    private Tensor At(Tensor noise) => Mean + Scale.bmm(noise.to(Scale.dtype).unsqueeze(2)).squeeze(2);

    private Tensor LogProbabilityOfNoise(Tensor noise) =>
        DiagonalGaussian.Standard(noise.shape[1], noise.device).Density(noise) - LogDeterminant;
}
