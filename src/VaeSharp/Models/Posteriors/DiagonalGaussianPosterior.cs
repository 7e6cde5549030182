using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Posteriors;

/// <summary>q(z|x) = N(μ(x), diag σ²(x)), both affine in the features.</summary>
/// <remarks>Source: Kingma &amp; Welling 2014, appendix C.2.</remarks>
public sealed class DiagonalGaussianPosterior : Posterior
{
    private readonly Affine mean;
    private readonly Affine log_variance;

    /// <summary>Two affine maps, from <paramref name="features"/> to <paramref name="dimension"/> each.</summary>
    public DiagonalGaussianPosterior(long features, long dimension)
        : base(nameof(DiagonalGaussianPosterior), dimension)
    {
        mean = new Affine(features, dimension);
        log_variance = new Affine(features, dimension);
        RegisterComponents();
    }

    /// <summary>Shape [B, features] to a distribution over [B, D].</summary>
    public override LatentDistribution forward(Tensor features) =>
        new DiagonalGaussian(mean.call(features), log_variance.call(features));
}
