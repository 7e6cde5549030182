using System.ComponentModel.DataAnnotations;
using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Models.Likelihoods;

/// <summary>A Gaussian whose σ the decoder gives for each value.</summary>
/// <param name="MinimumLogSigma">What log σ stays above; values are in [0, 1].</param>
[Choice("gaussian-pixel-sigma", "Gaussian, σ of each value from the decoder", "Kingma & Welling 2014", Order = 5)]
public sealed record PixelSigmaOptions(
    [property: Range(-10.0, 0.0)] double MinimumLogSigma = -6) : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new LocationScaleLikelihood(
        nameof(LocationScaleLikelihood), MinimumLogSigma, (centre, log) => new Gaussian(centre, log));
}
