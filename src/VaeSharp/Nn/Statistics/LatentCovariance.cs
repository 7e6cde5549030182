using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Statistics;

/// <summary>How the dimensions of the latents vary together over a batch.</summary>
/// <remarks>Source: Kumar, Sattigeri &amp; Balakrishnan 2018. See docs/theory.md#dip.</remarks>
internal static class LatentCovariance
{
    /// <summary>Cov over images of the posteriors' means, E[μ μᵀ] − E[μ] E[μ]ᵀ; shape [D, D].</summary>
    /// <param name="means">μ; shape [B, D], B above 0.</param>
    /// <exception cref="ArgumentException">Another rank, or an empty batch.</exception>
    public static Tensor OfMeans(Tensor means)
    {
        Demand.Shape(means, nameof(LatentCovariance), "BD", [Demand.Some, Demand.Any]);
        Tensor centred = means - means.mean([0], keepdim: true);
        return centred.t().matmul(centred) / (double)means.shape[0];
    }

    /// <summary>Cov of z itself over images and noise: that of the means and the mean one of q(z|x); shape [D, D].</summary>
    /// <param name="q">A Gaussian, over [B, D].</param>
    /// <exception cref="ArgumentException">q is no Gaussian.</exception>
    public static Tensor OfLatents(LatentDistribution q) => OfMeans(q.Mean) + q switch
    {
        DiagonalGaussian independent => exp(independent.LogVariance).mean([0]).diag(),
        FullGaussian full => full.Scale.matmul(full.Scale.transpose(1, 2)).mean([0]),
        _ => throw new ArgumentException($"{q.GetType().Name} is no Gaussian.", nameof(q)),
    };

    /// <summary>How far a covariance is from the identity: offDiagonal · Σᵢ≠ⱼ Cᵢⱼ² + diagonal · Σᵢ (Cᵢᵢ − 1)².</summary>
    /// <param name="covariance">Shape [D, D].</param>
    /// <param name="offDiagonal">Weight of the squared covariances of two dimensions.</param>
    /// <param name="diagonal">Weight of the squared distances of the variances from 1.</param>
    /// <returns>A scalar, never below 0.</returns>
    /// <exception cref="ArgumentException">No square matrix.</exception>
    public static Tensor Penalty(Tensor covariance, double offDiagonal, double diagonal)
    {
        long dimension = covariance.dim() == 2 ? covariance.size(0) : Demand.Any;
        Demand.Shape(covariance, nameof(LatentCovariance), "DD", [dimension, dimension]);
        Tensor variances = covariance.diagonal();
        Tensor mixed = (covariance - variances.diag()).square().sum();
        return (offDiagonal * mixed) + (diagonal * (variances - 1).square().sum());
    }
}
