using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Likelihoods;

/// <summary>256 levels, a softmax over them for each value: van den Oord et al. 2016.</summary>
[Choice("categorical", "256 levels, a softmax over them for each value", "van den Oord et al. 2016", Order = 9)]
public sealed record CategoricalOptions : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Levels256;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new CategoricalLikelihood();
}

/// <summary>The decoder gives a logit for each of the 256 levels of each value.</summary>
/// <remarks>Source: van den Oord, Kalchbrenner &amp; Kavukcuoglu 2016.</remarks>
internal sealed class CategoricalLikelihood() : Likelihood(nameof(CategoricalLikelihood))
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Levels256;

    /// <inheritdoc/>
    public override int ParameterChannels(ImageShape images) => Categorical.Levels * images.Channels;

    /// <summary>Logits, shape [B, 256·C, H, W], to p(x|z).</summary>
    public override PixelDistribution forward(Tensor parameters) => new Categorical(parameters);
}
