using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Likelihoods;

/// <summary>256 levels, a logistic for each value.</summary>
[Choice("discretized-logistic", "256 levels, a logistic for each value", "Kingma et al. 2016", Order = 7)]
public sealed record DiscretizedLogisticOptions : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Levels256;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new DiscretizedLogisticLikelihood();
}

/// <summary>A discretised logistic for each value: the decoder gives its mean and its scale.</summary>
/// <remarks>Source: Kingma et al. 2016 (IAF), appendix C.5.</remarks>
internal sealed class DiscretizedLogisticLikelihood() : Likelihood(nameof(DiscretizedLogisticLikelihood))
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Levels256;

    /// <inheritdoc/>
    public override int ParameterChannels(ImageShape images) => 2 * images.Channels;

    /// <inheritdoc/>
    internal override double? MeanOffset => 0.5;

    /// <summary>Means and log scales, shape [B, 2C, H, W], to p(x|z).</summary>
    public override PixelDistribution forward(Tensor parameters) => new DiscretizedLogistic(parameters);
}
