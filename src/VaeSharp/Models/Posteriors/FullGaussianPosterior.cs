using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Posteriors;

/// <summary>A Gaussian with any covariance.</summary>
/// <param name="Dimension">The latent dimension D, at most 512.</param>
[Choice("full-gaussian", "Gaussian with any covariance", "Kingma & Welling 2019", Order = 2)]
public sealed record FullGaussianOptions(int Dimension) : PosteriorOptions(Dimension)
{
    // Its last layer has D²/2 outputs, and each image a matrix of D × D.
    private const int LargestDimension = 512;

    /// <inheritdoc/>
    public override bool IsGaussian => true;

    /// <inheritdoc/>
    public override DimensionLimits? DimensionLimits =>
        new("keeps a square matrix for each image", Most: LargestDimension, Instead: ", or use 'iaf'");

    /// <inheritdoc/>
    internal override double StepNumbers(StepSizes sizes) =>
        base.StepNumbers(sizes) + (6 * sizes.Encoded * sizes.Latents * sizes.Latents);

    /// <inheritdoc/>
    public override Posterior Create(PosteriorInputs inputs) => new FullGaussianPosterior(inputs.Features, Dimension);
}

/// <summary>q(z|x) = N(μ(x), L(x) L(x)ᵀ): mean, entries of L and logarithms of its diagonal affine in the features.</summary>
/// <remarks>Source: Kingma &amp; Welling 2019.</remarks>
internal sealed class FullGaussianPosterior : Posterior
{
    private readonly Affine mean;
    private readonly Affine log_diagonal;
    private readonly Affine? below_diagonal;

    /// <summary>Starts with independent dimensions.</summary>
    public FullGaussianPosterior(long features, long dimension)
        : base(nameof(FullGaussianPosterior), dimension)
    {
        mean = new Affine(features, dimension);
        log_diagonal = new Affine(features, dimension);
        if (dimension > 1)
        {
            below_diagonal = new Affine(features, dimension * (dimension - 1) / 2);
            init.zeros_(below_diagonal.Weight);
            init.zeros_(below_diagonal.Bias);
        }

        RegisterComponents();
    }

    /// <summary>Shape [B, features] to a distribution over [B, D].</summary>
    public override LatentDistribution forward(Tensor features)
    {
        Tensor scale = diag_embed(exp(log_diagonal.call(features))); // [B, D, D]
        if (below_diagonal is not null)
        {
            Tensor below = below_diagonal.call(features); // [B, D(D − 1)/2]
            Tensor corners = tril_indices(Dimension, Dimension, -1, device: features.device);
            Tensor entries = (corners[0] * Dimension) + corners[1];
            Tensor flat = zeros([below.shape[0], Dimension * Dimension], below.dtype, below.device);
            scale += flat.index_copy(1, entries, below).view(-1, Dimension, Dimension);
        }

        return new FullGaussian(mean.call(features), scale);
    }
}
