using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Models.Likelihoods;

/// <summary>Pixels that are 0 or 1.</summary>
[Choice("bernoulli", "Pixels that are 0 or 1", "Kingma & Welling 2014", Order = 1)]
public sealed record BernoulliOptions : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Binary;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new LogitLikelihood(
        nameof(LogitLikelihood), Support, logits => new Bernoulli(logits));
}
