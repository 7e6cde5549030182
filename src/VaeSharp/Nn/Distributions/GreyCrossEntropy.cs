using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>The cross-entropy of grey values in [0, 1] with a Bernoulli mean, kept for comparison with old results.</summary>
/// <param name="logits">Shape [B, C, H, W].</param>
/// <remarks>
/// It is no likelihood: over [0, 1] its exponential does not integrate to 1 (Loaiza-Ganem &amp; Cunningham 2019,
/// section 3). Reported as a cross-entropy, never as log p(x). See docs/theory.md#grey-cross-entropy.
/// </remarks>
internal sealed class GreyCrossEntropy(Tensor logits) : PixelDistribution
{
    private readonly Bernoulli _bernoulli = new(Demand.Images(logits, nameof(GreyCrossEntropy)));

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.None;

    /// <inheritdoc/>
    public override Tensor Mean => _bernoulli.Mean;

    /// <inheritdoc/>
    public override Tensor LogProbabilityPerValue(Tensor x) => _bernoulli.LogProbabilityPerValue(x);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x) => _bernoulli.LogProbability(x);

    /// <summary>The mean: grey values have no distribution here.</summary>
    public override Tensor Sample(RandomStream random) => Mean;
}
