using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Models.Likelihoods;

/// <summary>Grey values, a density over [0, 1].</summary>
[Choice("continuous-bernoulli", "Grey values, a density over [0, 1]", "Loaiza-Ganem & Cunningham 2019", Order = 2)]
public sealed record ContinuousBernoulliOptions : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.UnitInterval;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new LogitLikelihood(
        nameof(LogitLikelihood), Support, logits => new ContinuousBernoulli(logits));
}
