using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Models.Likelihoods;

/// <summary>Grey values, a density over [0, 1].</summary>
[Choice("continuous-bernoulli", "Grey values, a density over [0, 1]", "Loaiza-Ganem & Cunningham 2019", Place = 2)]
public sealed record ContinuousBernoulliChoice : LikelihoodChoice
{
    /// <inheritdoc/>
    public override PixelMeasure Support => PixelMeasure.UnitInterval;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new LogitLikelihood(
        nameof(LogitLikelihood), Support, logits => new ContinuousBernoulli(logits));
}
