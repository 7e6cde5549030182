using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Posteriors;

/// <summary>A Gaussian with independent dimensions.</summary>
/// <param name="Dimension">The latent dimension D.</param>
[Choice("diagonal-gaussian", "Gaussian with independent dimensions", "Kingma & Welling 2014", Order = 1)]
public sealed record DiagonalGaussianOptions(int Dimension) : PosteriorOptions(Dimension)
{
    /// <inheritdoc/>
    public override bool IsGaussian => true;

    /// <inheritdoc/>
    public override bool HasIndependentDimensions => true;

    /// <inheritdoc/>
    public override Posterior Create(PosteriorInputs inputs) => new DiagonalGaussianPosterior(inputs.Features, Dimension);
}

/// <summary>q(z|x) = N(μ(x), diag σ²(x)), both affine in the features.</summary>
/// <remarks>Source: Kingma &amp; Welling 2014, appendix C.2.</remarks>
internal sealed class DiagonalGaussianPosterior : Posterior
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

    /// <inheritdoc/>
    internal override bool StartsLinear => true;

    /// <inheritdoc/>
    internal override void StartFrom(LinearStart start, int first)
    {
        mean.Weight.mul_(LinearStart.Aside);
        log_variance.Weight.mul_(LinearStart.Aside);
        mean.Weight.narrow(0, 0, start.Dimension).narrow(1, first, start.Dimension).copy_(eye(start.Dimension));
        mean.Bias.narrow(0, 0, start.Dimension).zero_();
        log_variance.Bias.narrow(0, 0, start.Dimension).copy_(start.LogVariance);
    }
}
