using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>Independent pixels that are 0 or 1.</summary>
/// <param name="logits">log p/(1−p) of a one; shape [B, C, H, W], or any other where no image is summed over.</param>
/// <remarks>Source: Kingma &amp; Welling 2014, appendix C.1. See docs/theory.md#bernoulli.</remarks>
internal sealed class Bernoulli(Tensor logits) : PixelDistribution
{
    private readonly Tensor _logits = Demand.Floating(logits, nameof(Bernoulli));

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Binary;

    /// <inheritdoc/>
    public override Tensor Mean => sigmoid(_logits);

    /// <inheritdoc/>
    /// <remarks>x log p + (1−x) log(1−p) = x·logit − softplus(logit): finite for every logit.</remarks>
    public override Tensor LogProbabilityPerValue(Tensor x) => (Fitting(x, _logits) * _logits) - nn.functional.softplus(_logits);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x) => BernoulliKernel.Takes(Demand.Rows(Fitting(x, _logits), nameof(Bernoulli)), _logits)
        ? BernoulliKernel.LogProbability(x, _logits)
        : base.LogProbability(x);

    /// <inheritdoc/>
    public override Tensor Sample(RandomStream random) => random.Uniform(_logits.shape).lt(Mean).to(_logits.dtype);
}
