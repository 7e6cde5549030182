using VaeSharp.Data;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Likelihoods;

/// <summary>A density over the real line for each value: the decoder gives its centre and the logarithm of its scale.</summary>
/// <param name="name">For messages.</param>
/// <param name="minimumLogScale">What the logarithm stays above. Without it a value that is always the same, as in the
/// corners of MNIST, would have an unbounded density: Mattei &amp; Frellsen 2018.</param>
/// <param name="distribution">From centre and log scale to the distribution.</param>
public sealed class LocationScaleLikelihood(
    string name, double minimumLogScale, Func<Tensor, Tensor, PixelDistribution> distribution) : Likelihood(name)
{
    // A scale of a third: that of values between 0 and 1 of which nothing is known yet.
    private const double InitialLogScale = -1;

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    public override int ParameterChannels(ImageShape images) => 2 * images.Channels;

    /// <summary>Centres and log scales, shape [B, 2C, H, W], to p(x|z).</summary>
    public override PixelDistribution forward(Tensor parameters)
    {
        Tensor[] halves = parameters.chunk(2, 1); // 2 × [B, C, H, W]
        return distribution(halves[0] + 0.5, AboveMinimum(halves[1] + InitialLogScale));
    }

    // As it is from one above the minimum on; from there down it nears the minimum exponentially, so that it can always
    // come back, which it could not from where a clamp has no slope.
    private Tensor AboveMinimum(Tensor logScale) =>
        nn.functional.elu(logScale - (minimumLogScale + 1), 1) + (minimumLogScale + 1);
}
