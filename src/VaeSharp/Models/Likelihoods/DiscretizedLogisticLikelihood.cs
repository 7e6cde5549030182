using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Likelihoods;

/// <summary>A discretised logistic for each value: the decoder gives its mean and its scale.</summary>
/// <remarks>Source: Kingma et al. 2016 (IAF), section 5.2.</remarks>
public sealed class DiscretizedLogisticLikelihood() : Likelihood(nameof(DiscretizedLogisticLikelihood), 2)
{
    // s ≈ 0.07, 17 grey levels: a fitting spread for a network that knows nothing yet.
    private const double InitialLogScale = -2.7;

    // s between 0.2 and 180 grey levels: below, all of the mass lies on one level.
    private const double Smallest = -7;
    private const double Largest = -0.35;

    /// <inheritdoc/>
    public override PixelMeasure Measure => PixelMeasure.Levels256;

    /// <summary>Means and log scales, shape [B, 2C, H, W], to p(x|z).</summary>
    public override PixelDistribution forward(Tensor parameters)
    {
        Tensor[] halves = parameters.chunk(2, 1); // 2 × [B, C, H, W]
        Tensor logScale = (halves[1] + InitialLogScale).clamp(Smallest, Largest);
        return new DiscretizedLogistic(halves[0] + 0.5, logScale);
    }
}
