using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Likelihoods;

/// <summary>A likelihood with one logit for each value and nothing of its own to learn.</summary>
/// <param name="name">For messages.</param>
/// <param name="support">The values that it is normalised over.</param>
/// <param name="distribution">From logits to the distribution.</param>
internal sealed class LogitLikelihood(
    string name, PixelSupport support, Func<Tensor, PixelDistribution> distribution) : Likelihood(name)
{
    /// <inheritdoc/>
    public override PixelSupport Support => support;

    /// <summary>Logits, shape [B, C, H, W], to p(x|z).</summary>
    public override PixelDistribution forward(Tensor logits) => distribution(logits);
}
