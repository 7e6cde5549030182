using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A Gaussian with independent dimensions, N(μ, diag σ²).</summary>
/// <param name="Mean">μ; shape [B, D], or [D] where all images share it.</param>
/// <param name="LogVariance">log σ²; the shape of <paramref name="Mean"/>.</param>
/// <exception cref="ArgumentException">The shapes or types differ.</exception>
public sealed record DiagonalGaussian(Tensor Mean, Tensor LogVariance) : LatentDistribution
{
    private const double LogTwoPi = 1.8378770664093453;

    /// <inheritdoc/>
    public override Tensor Mean { get; } = Mean;

    /// <summary>log σ²; the shape of <see cref="Mean"/>.</summary>
    public Tensor LogVariance { get; init; } = Demand.Same(LogVariance, nameof(DiagonalGaussian), Mean);

    /// <summary>N(0, I) in <paramref name="dimension"/> dimensions; shape [D].</summary>
    public static DiagonalGaussian Standard(long dimension, Device? device = null) =>
        new(zeros(dimension, device: device), zeros(dimension, device: device));

    /// <summary>z = μ + σ ε with ε ~ N(0, I), differentiable in μ and σ; shape [B, D].</summary>
    /// <param name="random">Where ε comes from.</param>
    /// <param name="temperature">Multiplies σ; 1 samples the distribution itself.</param>
    /// <remarks>Source: Kingma &amp; Welling 2014, section 2.4.</remarks>
    public override Tensor Sample(RandomStream random, double temperature = 1)
    {
        Tensor noise = random.Normal(Mean.shape);
        return Mean + (exp(LogVariance * 0.5) * (temperature == 1 ? noise : noise * temperature));
    }

    /// <summary>log N(z; μ, diag σ²), summed over dimensions; shape [B], nats.</summary>
    /// <param name="z">Shape [B, D]; where either is for one image, that is taken for every one of the other.</param>
    /// <exception cref="ArgumentException">Another shape, or whole numbers.</exception>
    public override Tensor LogProbability(Tensor z)
    {
        long own = Mean.dim() == 1 ? 1 : Mean.size(0);
        long batch = own == 1 || (z.dim() == 2 && z.size(0) == 1) ? Demand.Any : own;
        Demand.Shape(z, nameof(DiagonalGaussian), "BD", [batch, Mean.size(-1)], Mean, anyType: true);
        return Density(z);
    }

    /// <summary>log N(z; μ, diag σ²), summed over the last dimension, of all that broadcasts.</summary>
    internal Tensor Density(Tensor z) =>
        -0.5 * (((z - Mean).square() * exp(-LogVariance)) + LogVariance + LogTwoPi).sum(-1);

    /// <inheritdoc/>
    public override LatentDistribution Repeat(long times) =>
        times == 1 ? this : new DiagonalGaussian(Mean.repeat(times, 1), LogVariance.repeat(times, 1));

    /// <inheritdoc/>
    public override LatentDistribution Detach() => new DiagonalGaussian(Mean.detach(), LogVariance.detach());

    /// <summary>KL(q ‖ p) from this distribution to <paramref name="prior"/>, each dimension by itself.</summary>
    /// <param name="prior">Shape of Mean and LogVariance: [D] or [B, D].</param>
    /// <returns>Shape [B, D], nats; never below −1e-5 in float32.</returns>
    /// <exception cref="ArgumentException">The last dimensions differ.</exception>
    /// <remarks>Source: Kingma &amp; Welling 2014, appendix B, for any prior mean and variance.
    /// See docs/theory.md#rate.</remarks>
    public Tensor KlPerDimension(DiagonalGaussian prior)
    {
        RequirePrior(prior, Mean, nameof(DiagonalGaussian));
        Tensor logRatio = LogVariance - prior.LogVariance;
        Tensor scaledDistance = (Mean - prior.Mean).square() * exp(-prior.LogVariance);
        return 0.5 * (exp(logRatio) + scaledDistance - 1 - logRatio);
    }

    /// <summary>KL(q ‖ N(0, I)), each dimension by itself; shape [B, D], nats.</summary>
    /// <remarks>Source: Kingma &amp; Welling 2014, appendix B. What <see cref="KlPerDimension"/> gives for a mean of 0 and a
    /// variance of 1, to the last bit, in half as many operations.</remarks>
    public Tensor KlToStandardPerDimension() => 0.5 * (exp(LogVariance) + Mean.square() - 1 - LogVariance);

    /// <summary>KL(q ‖ p), summed over latent dimensions; shape [B], nats.</summary>
    /// <inheritdoc cref="KlPerDimension" path="/param|/exception|/remarks"/>
    public Tensor KlDivergence(DiagonalGaussian prior) => KlPerDimension(prior).sum(-1);

    /// <summary>That a prior is over the same latents, one for all images or one for each.</summary>
    internal static void RequirePrior(DiagonalGaussian prior, Tensor mean, string owner)
    {
        Tensor own = prior.Mean;
        bool shared = mean.dim() == 1 || mean.size(0) == 1 || (own.dim() == 2 && own.size(0) == 1);
        long batch = shared ? Demand.Any : mean.size(0);
        ReadOnlySpan<long> each = [batch, mean.size(-1)];
        Demand.Shape(own, owner, "BD", own.dim() == 1 ? each[1..] : each, mean, anyType: true, "prior");
    }
}
