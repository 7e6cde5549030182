using System.ComponentModel.DataAnnotations;
using VaeSharp.Data;
using VaeSharp.Engine.Kernels;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Likelihoods;

/// <summary>256 levels, a mixture of logistics for each pixel: Salimans et al. 2017.</summary>
/// <param name="Components">How many logistics.</param>
[Choice("logistic-mixture", "256 levels, a mixture of logistics for each pixel", "Salimans et al. 2017", Order = 8)]
public sealed record LogisticMixtureOptions([property: Range(1, 64)] int Components = 10) : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Levels256;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) =>
        new LogisticMixtureLikelihood(Components, images.Channels);
}

/// <summary>A mixture of discretised logistics for each pixel: the decoder gives all of its numbers.</summary>
/// <param name="components">M, logistics of each pixel.</param>
/// <param name="channels">C, of the images.</param>
/// <remarks>Source: Salimans et al. 2017, sections 2.1 and 2.2.</remarks>
internal sealed class LogisticMixtureLikelihood(int components, int channels)
    : Likelihood(nameof(LogisticMixtureLikelihood))
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Levels256;

    /// <summary>M (1 + 2C + C(C−1)/2): weights, means, scales and what later channels take from earlier ones.</summary>
    public override int ParameterChannels(ImageShape images) => new MixtureLayout(components, images.Channels).Count;

    /// <summary>Shape [B, P, H, W] to p(x|z).</summary>
    public override PixelDistribution forward(Tensor parameters) =>
        new LogisticMixture(parameters, components, channels);
}
