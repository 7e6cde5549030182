using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A logistic density gathered into the 256 levels k/255; the outer levels take the tails.</summary>
/// <param name="mean">μ in pixel units of [0, 1]; shape [B, C, H, W].</param>
/// <param name="logScale">log s in the same units; broadcasts to the mean's shape.</param>
/// <remarks>Source: Kingma et al. 2016 (IAF), section 5.2; Salimans et al. 2017, equation 2.
/// See docs/theory.md#discretized-logistic.</remarks>
public sealed class DiscretizedLogistic(Tensor mean, Tensor logScale) : PixelDistribution
{
    private const double HalfLevel = 0.5 / 255;

    // Half a level: decides whether a value is 0 or 1 after the division by 255.
    private const double Edge = HalfLevel / 2;

    /// <inheritdoc/>
    public override PixelMeasure Measure => PixelMeasure.Levels256;

    /// <summary>μ limited to [0, 1]: the centre of the density, which is what a reconstruction shows.</summary>
    public override Tensor Mean => mean.clamp(0, 1);

    /// <inheritdoc/>
    /// <remarks>
    /// With a = (x − ½/255 − μ)/s, b = (x + ½/255 − μ)/s: log(σ(b) − σ(a)) = log σ(b) + log σ(−a)
    /// + log(1 − exp(a − b)), exact in every tail, where the difference of two sigmoids would cancel to zero.
    /// At 0 the lower edge is −∞, at 1 the upper edge is +∞, so only the other sigmoid remains.
    /// </remarks>
    public override Tensor LogProbabilityPerValue(Tensor x)
    {
        Tensor inverse = exp(-logScale);
        Tensor centred = (x - mean) * inverse;
        Tensor half = inverse * HalfLevel;
        Tensor below = nn.functional.logsigmoid(centred + half);
        Tensor above = nn.functional.logsigmoid(half - centred);
        Tensor width = log(-expm1(-2 * half));
        Tensor inner = below + above + width;
        return where(x.lt(Edge), below, where(x.gt(1 - Edge), above, inner));
    }

    /// <inheritdoc/>
    public override Tensor Sample(RandomStream random)
    {
        Tensor u = random.Uniform(mean.shape).clamp(1e-7, 1 - 1e-7);
        Tensor value = mean + (exp(logScale) * (log(u) - log1p(-u)));
        return (value * 255).round().clamp(0, 255) / 255;
    }
}
