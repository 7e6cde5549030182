using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A Laplace density for each value: the absolute error counts where a Gaussian's counts its square.</summary>
/// <param name="mean">μ, which is also the median; shape [B, C, H, W].</param>
/// <param name="logScale">log b; any shape that broadcasts to the mean's.</param>
/// <remarks>p(x) = exp(−|x − μ|/b)/2b. Source: Ramesh et al. 2021, appendix A.3, where it is what the ℓ₁ loss of a VAE
/// stands for. See docs/theory.md#laplace.</remarks>
internal sealed class Laplace(Tensor mean, Tensor logScale) : PixelDistribution
{
    private const double LogTwo = 0.6931471805599453;

    // The largest below ½ that a float32 of 24 bits can be: the logarithm stays finite.
    private const double Outermost = 0.5 - 6e-8;

    private readonly Tensor _mean = Demand.Images(mean, nameof(Laplace));
    private readonly Tensor _logScale = Demand.Broadcast(logScale, nameof(Laplace), mean);

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    public override Tensor Mean => _mean;

    /// <inheritdoc/>
    public override Tensor LogProbabilityPerValue(Tensor x) =>
        -((Fitting(x, _mean) - _mean) * exp(-_logScale)).abs() - _logScale - LogTwo;

    /// <inheritdoc/>
    /// <remarks>The inverse of the cumulative at ½ + u: μ − b sign(u) log(1 − 2|u|).</remarks>
    public override Tensor Sample(RandomStream random)
    {
        Tensor u = (random.Uniform(_mean.shape) - 0.5).clamp(-Outermost, Outermost);
        return _mean - (exp(_logScale) * u.sign() * log1p(-2 * u.abs()));
    }
}
