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
    public override bool TakesVectors => true;

    /// <inheritdoc/>
    public override Posterior Create(PosteriorInputs inputs)
    {
        long positions = inputs.AreVectors ? inputs.Latents / Dimension : 1;
        return new DiagonalGaussianPosterior(inputs.Features / positions, Dimension, positions);
    }
}

/// <summary>q(z|x) = N(μ(x), diag σ²(x)), both affine in the features.</summary>
/// <remarks>Source: Kingma &amp; Welling 2014, appendix C.2.</remarks>
internal sealed class DiagonalGaussianPosterior : Posterior
{
    private readonly Affine mean;
    private readonly Affine log_variance;
    private readonly long _positions;

    /// <summary>Two affine maps, the same at each position.</summary>
    /// <param name="features">At one position.</param>
    /// <param name="dimension">Latents at one position.</param>
    /// <param name="positions">Of an image; 1 where features are of the whole image.</param>
    public DiagonalGaussianPosterior(long features, long dimension, long positions = 1)
        : base(nameof(DiagonalGaussianPosterior), dimension * positions)
    {
        _positions = positions;
        mean = new Affine(features, dimension);
        log_variance = new Affine(features, dimension);
        RegisterComponents();
    }

    /// <summary>Shape [B, features] to a distribution over [B, D].</summary>
    public override LatentDistribution forward(Tensor features)
    {
        if (_positions == 1)
        {
            return new DiagonalGaussian(mean.call(features), log_variance.call(features));
        }

        Tensor each = features.reshape(features.shape[0] * _positions, -1); // [B · positions, features]
        return new DiagonalGaussian(Together(mean.call(each)), Together(log_variance.call(each)));

        Tensor Together(Tensor parts) => parts.reshape(features.shape[0], -1); // [B, positions · dimension]
    }

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
