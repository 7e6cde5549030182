using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Models.Likelihoods;

/// <summary>The cross-entropy of grey values: no likelihood.</summary>
[Choice("grey-cross-entropy", "Cross-entropy of grey values, not a likelihood", "Kingma & Welling 2014", Order = 10)]
public sealed record GreyCrossEntropyOptions : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.None;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new LogitLikelihood(
        nameof(LogitLikelihood), Support, logits => new GreyCrossEntropy(logits));
}
