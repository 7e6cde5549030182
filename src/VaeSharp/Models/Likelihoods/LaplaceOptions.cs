using System.ComponentModel.DataAnnotations;
using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Models.Likelihoods;

/// <summary>A Laplace density whose scale the decoder gives for each value.</summary>
/// <param name="MinimumLogScale">What log b stays above; values are in [0, 1].</param>
[Choice("laplace", "Laplace, scale of each value from the decoder", "Ramesh et al. 2021", Order = 6)]
public sealed record LaplaceOptions(
    [property: Range(-10.0, 0.0)] double MinimumLogScale = -6) : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new LocationScaleLikelihood(
        nameof(LocationScaleLikelihood), MinimumLogScale, (centre, log) => new Laplace(centre, log));
}
