using VaeSharp.Engine;
using VaeSharp.Engine.Kernels;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A logistic density gathered into the 256 levels k/255; the outer levels take the tails.</summary>
/// <remarks>Source: Kingma et al. 2016 (IAF), appendix C.5; Salimans et al. 2017, equation 2.
/// See docs/theory.md#discretized-logistic.</remarks>
internal sealed class DiscretizedLogistic : PixelDistribution
{
    /// <summary>s ≈ 0.07, 17 grey levels: a fitting spread for a network that knows nothing yet.</summary>
    internal const double InitialLogScale = -2.7;

    /// <summary>s of 0.2 grey levels: below, all of the mass lies on one level.</summary>
    internal const double SmallestLogScale = -7;

    /// <summary>s of 180 grey levels: above, nearly all of the mass lies at 0 and at 1.</summary>
    internal const double LargestLogScale = -0.35;

    private const int Levels = 256;

    private readonly Tensor? _parameters;
    private readonly Func<(Tensor Mean, Tensor LogScale)> _numbers; // each time anew, in the caller's dispose scope

    /// <summary>Checks that the scale fits the mean.</summary>
    /// <param name="mean">μ in pixel units of [0, 1]; shape [B, C, H, W].</param>
    /// <param name="logScale">log s in the same units; broadcasts to the mean's shape.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public DiscretizedLogistic(Tensor mean, Tensor logScale)
    {
        Demand.Images(mean, nameof(DiscretizedLogistic));
        Demand.Broadcast(logScale, nameof(DiscretizedLogistic), mean);
        _numbers = () => (mean, logScale);
    }

    /// <summary>From a decoder's output.</summary>
    /// <param name="parameters">Means less a half, then log scales before their bounds; shape [B, 2C, H, W].</param>
    internal DiscretizedLogistic(Tensor parameters)
    {
        _parameters = Demand.Images(parameters, nameof(DiscretizedLogistic));
        _numbers = () =>
        {
            Tensor[] halves = parameters.chunk(2, 1); // 2 × [B, C, H, W]
            return (halves[0] + 0.5, LogScale(halves[1]));
        };
    }

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Levels256;

    /// <summary>μ limited to [0, 1]: the centre of the density, which is what a reconstruction shows.</summary>
    public override Tensor Mean => _numbers().Mean.clamp(0, 1);

    /// <inheritdoc/>
    public override Tensor LogProbabilityPerValue(Tensor x)
    {
        (Tensor mean, Tensor logScale) = _numbers();
        return LogProbability(Fitting(x, mean), mean, logScale, Levels);
    }

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x)
    {
        var layout = MixtureLayout.Single(_parameters is null ? 1 : (int)_parameters.size(1) / 2);
        return _parameters is { } parameters && LogisticMixtureKernel.Takes(x, parameters, layout)
            ? LogisticMixtureKernel.LogProbability(
                x, parameters, layout, Levels, numbers => new DiscretizedLogistic(numbers).LogProbabilityPerValue(x).flatten(1).sum(1))
            : base.LogProbability(x);
    }

    /// <inheritdoc/>
    public override Tensor Sample(RandomStream random)
    {
        (Tensor mean, Tensor logScale) = _numbers();
        return Sample(mean, logScale, Levels, random);
    }

    /// <summary>log s from a decoder's number, within its bounds.</summary>
    internal static Tensor LogScale(Tensor raw) =>
        (raw + InitialLogScale).clamp(SmallestLogScale, LargestLogScale);

    /// <summary>Half the distance of two levels.</summary>
    internal static double HalfLevel(int levels) => 0.5 / (levels - 1);

    /// <summary>log p(x) over the levels k/(levels − 1).</summary>
    /// <remarks>
    /// With a = (x − ½/255 − μ)/s, b = (x + ½/255 − μ)/s: log(σ(b) − σ(a)) = log σ(b) + log σ(−a)
    /// + log(1 − exp(a − b)), exact in every tail, where the difference of two sigmoids would cancel to zero.
    /// At 0 the lower edge is −∞, at 1 the upper edge is +∞, so only the other sigmoid remains.
    /// </remarks>
    internal static Tensor LogProbability(Tensor x, Tensor mean, Tensor logScale, int levels)
    {
        double halfLevel = HalfLevel(levels);
        double edge = halfLevel / 2; // decides whether a value is 0 or 1 after the division
        Tensor inverse = exp(-logScale);
        Tensor centred = (x - mean) * inverse;
        Tensor half = inverse * halfLevel;
        Tensor below = nn.functional.logsigmoid(centred + half);
        Tensor above = nn.functional.logsigmoid(half - centred);
        Tensor width = log(-expm1(-2 * half));
        Tensor inner = below + above + width;
        return where(x.lt(edge), below, where(x.gt(1 - edge), above, inner));
    }

    /// <summary>A level for each value of the mean.</summary>
    internal static Tensor Sample(Tensor mean, Tensor logScale, int levels, RandomStream random)
    {
        Tensor u = random.Uniform(mean.shape).clamp(1e-7, 1 - 1e-7);
        Tensor value = mean + (exp(logScale) * (log(u) - log1p(-u)));
        return (value * (levels - 1)).round().clamp(0, levels - 1) / (levels - 1);
    }

    /// <summary>E[min(max(y, 0), 1)] of a logistic y: the mean over the levels to 0.04 of their distance where s is 0.2
    /// of it, and closer where s is larger.</summary>
    /// <remarks>∫₀¹ P(y &gt; t) dt = s (log σ((1 − μ)/s) − log σ(−μ/s)); the levels' own mean is the same integral by
    /// the midpoint rule, one panel a level.</remarks>
    internal static Tensor LimitedMean(Tensor mean, Tensor logScale)
    {
        Tensor inverse = exp(-logScale);
        Tensor difference = nn.functional.logsigmoid((1 - mean) * inverse) - nn.functional.logsigmoid(-mean * inverse);
        return (difference / inverse).clamp(0, 1);
    }
}
