using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Models.Likelihoods;

/// <summary>The cross-entropy of grey values: no likelihood.</summary>
[Choice("grey-cross-entropy", "Cross-entropy of grey values: no likelihood", "Kingma & Welling 2014", Place = 10)]
public sealed record GreyCrossEntropyChoice : LikelihoodChoice
{
    /// <inheritdoc/>
    public override PixelMeasure Support => PixelMeasure.None;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new LogitLikelihood(
        nameof(LogitLikelihood), Support, logits => new GreyCrossEntropy(logits));
}
