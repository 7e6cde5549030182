using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A Gaussian density for each value, with a shared or own standard deviation.</summary>
/// <param name="mean">Shape [B, C, H, W].</param>
/// <param name="logSigma">log σ; any shape that broadcasts to the mean's.</param>
/// <remarks>See docs/theory.md#gaussian.</remarks>
internal sealed class Gaussian(Tensor mean, Tensor logSigma) : PixelDistribution
{
    private const double HalfLogTwoPi = 0.9189385332046727;

    private readonly Tensor _mean = Demand.Images(mean, nameof(Gaussian));
    private readonly Tensor _logSigma = Demand.Broadcast(logSigma, nameof(Gaussian), mean);

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    public override Tensor Mean => _mean;

    /// <inheritdoc/>
    public override Tensor LogProbabilityPerValue(Tensor x) =>
        (-0.5 * ((Fitting(x, _mean) - _mean) * exp(-_logSigma)).square()) - _logSigma - HalfLogTwoPi;

    /// <inheritdoc/>
    public override Tensor Sample(RandomStream random) => _mean + (exp(_logSigma) * random.Normal(_mean.shape));
}
