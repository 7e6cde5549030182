using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>Independent pixels that are 0 or 1.</summary>
/// <param name="logits">log p/(1−p) of a one; shape [B, C, H, W].</param>
/// <remarks>Source: Kingma &amp; Welling 2014, appendix C.1. See docs/theory.md#bernoulli.</remarks>
public sealed class Bernoulli(Tensor logits) : PixelDistribution
{
    /// <inheritdoc/>
    public override PixelMeasure Measure => PixelMeasure.Binary;

    /// <inheritdoc/>
    public override Tensor Mean => sigmoid(logits);

    /// <inheritdoc/>
    /// <remarks>x log p + (1−x) log(1−p) = x·logit − softplus(logit): finite for every logit.</remarks>
    public override Tensor LogProbabilityPerValue(Tensor x) => (x * logits) - nn.functional.softplus(logits);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x) => BernoulliKernel.Takes(x, logits)
        ? BernoulliKernel.LogProbability(x, logits)
        : base.LogProbability(x);

    /// <inheritdoc/>
    public override Tensor Sample(RandomStream random) => random.Uniform(logits.shape).lt(Mean).to(logits.dtype);
}
