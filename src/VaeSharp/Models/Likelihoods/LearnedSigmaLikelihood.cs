using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Likelihoods;

/// <summary>A Gaussian with one learned σ.</summary>
/// <param name="InitialLogSigma">Where log σ starts; values are in [0, 1].</param>
[Choice("gaussian-learned-sigma", "Gaussian, one σ learned by gradient", "Rybkin et al. 2021", Order = 3)]
public sealed record LearnedSigmaOptions(
    [property: Range(-10.0, 5.0)] double InitialLogSigma = 0) : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new LearnedSigmaLikelihood(InitialLogSigma);
}

/// <summary>A Gaussian whose one σ, shared by all values of all images, is learned by gradient.</summary>
/// <remarks>Source: Rybkin, Daniilidis &amp; Levine 2021 (σ-VAE), section 3.1.</remarks>
internal sealed class LearnedSigmaLikelihood : Likelihood
{
    private readonly Parameter log_sigma;

    /// <summary>Starts at the given log σ; values are in [0, 1].</summary>
    public LearnedSigmaLikelihood(double initialLogSigma)
        : base(nameof(LearnedSigmaLikelihood))
    {
        log_sigma = new Parameter(full(1, initialLogSigma, ScalarType.Float32));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    internal override double? MeanOffset => 0;

    /// <summary>Means, shape [B, C, H, W], to p(x|z).</summary>
    public override PixelDistribution forward(Tensor mean) => new Gaussian(mean, log_sigma);
}
