using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A density over [0, 1] with p(x) ∝ λˣ(1−λ)¹⁻ˣ, for grey values as they are.</summary>
/// <param name="logits">η = log λ/(1−λ); shape [B, C, H, W].</param>
/// <remarks>
/// Source: Loaiza-Ganem &amp; Cunningham 2019, equations 5 to 8. In η: p(x) = exp(ηx) · η/(exp(η) − 1).
/// See docs/theory.md#continuous-bernoulli.
/// </remarks>
internal sealed class ContinuousBernoulli(Tensor logits) : PixelDistribution
{
    // Below it the closed forms lose digits to cancellation in float32; the series' next term is below 1e-7.
    private const double Small = 0.1;

    // expm1 and log1p keep their digits: sampling needs the limit only where η is as good as 0.
    private const double Zero = 1e-6;

    private readonly Tensor _logits = Demand.Images(logits, nameof(ContinuousBernoulli));

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.UnitInterval;

    /// <inheritdoc/>
    /// <remarks>E[x] = 1/(1 − exp(−η)) − 1/η; near η = 0 the series 1/2 + η/12 − η³/720.</remarks>
    public override Tensor Mean
    {
        get
        {
            Tensor safe = Safe(out Tensor small);
            Tensor closed = (-1 / expm1(-safe)) - (1 / safe);
            return where(small, 0.5 + (_logits / 12) - (_logits.pow(3) / 720), closed);
        }
    }

    /// <inheritdoc/>
    public override Tensor LogProbabilityPerValue(Tensor x) => (Fitting(x, _logits) * _logits) - LogNormalizer();

    /// <inheritdoc/>
    /// <remarks>The inverse of F(x) = (exp(ηx) − 1)/(exp(η) − 1), Loaiza-Ganem &amp; Cunningham 2019, equation 10.
    /// For η &gt; 0 the mirrored form keeps exp from overflowing.</remarks>
    public override Tensor Sample(RandomStream random)
    {
        Tensor u = random.Uniform(_logits.shape);
        Tensor safe = Safe(out Tensor small, Zero);
        Tensor negative = -safe.abs();
        Tensor draw = log1p(u * expm1(negative)) / negative;
        return where(small, u, where(safe.gt(0), 1 - draw, draw)).clamp(0, 1);
    }

    // log ∫₀¹ exp(ηx) dx = log((exp(η) − 1)/η) = max(η, 0) + log((1 − exp(−|η|))/|η|).
    private Tensor LogNormalizer()
    {
        Tensor safe = Safe(out Tensor small).abs();
        Tensor closed = _logits.clamp(0) + log(-expm1(-safe) / safe);
        return where(small, (_logits / 2) + (_logits.square() / 24) - (_logits.pow(4) / 2880), closed);
    }

    // where() differentiates both branches: the closed form must not meet η = 0.
    private Tensor Safe(out Tensor small, double limit = Small)
    {
        small = _logits.abs().lt(limit);
        return where(small, ones_like(_logits), _logits);
    }
}
