using static TorchSharp.torch;

namespace VaeSharp.Evaluation.Quality;

/// <summary>Mean and covariance of features of images.</summary>
/// <param name="Mean">Float64, [F].</param>
/// <param name="Covariance">Float64, [F, F], with the divisor N − 1.</param>
internal sealed record FeatureMoments(Tensor Mean, Tensor Covariance)
{
    /// <summary>Those of some rows.</summary>
    /// <param name="rows">Float64, [N, F]; at least two.</param>
    /// <param name="counts">How often each row is counted, float64 [N]; null for once.</param>
    public static FeatureMoments Of(Tensor rows, Tensor? counts = null)
    {
        using var scope = NewDisposeScope();
        double count = counts?.sum().item<double>() ?? rows.shape[0];
        Tensor weighted = counts is null ? rows : rows * counts.unsqueeze(1);       // [N, F]
        Tensor mean = weighted.sum(0L) / count;                                     // [F]
        Tensor products = weighted.t().matmul(rows) - (count * mean.outer(mean));   // [F, F]
        return new(mean.MoveToOuterDisposeScope(), (products / (count - 1)).MoveToOuterDisposeScope());
    }
}

/// <summary>The Fréchet distance between Gaussians with the moments of two sets of features.</summary>
/// <remarks>Source: Dowson &amp; Landau 1982, equation 4; Heusel et al. 2017, equation 6, which calls it FID where the features are
/// Inception's. The trace of the root of Σ₁Σ₂ is that of the root of Σ₁^½ Σ₂ Σ₁^½, which is symmetric.</remarks>
internal sealed class FrechetDistance
{
    private readonly FeatureMoments _from;
    private readonly Tensor _root; // of the covariance, [F, F]

    /// <summary>From one set.</summary>
    /// <param name="from">Its moments; kept, not owned.</param>
    public FrechetDistance(FeatureMoments from)
    {
        using var scope = NewDisposeScope();
        _from = from;
        (Tensor variances, Tensor directions) = linalg.eigh(from.Covariance);
        _root = (directions * variances.clamp_min(0).sqrt()).matmul(directions.t()).MoveToOuterDisposeScope();
    }

    /// <summary>‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½).</summary>
    public double To(FeatureMoments other)
    {
        using var scope = NewDisposeScope();
        Tensor roots = linalg.eigvalsh(_root.matmul(other.Covariance).matmul(_root)).clamp_min(0).sqrt();
        double apart = (_from.Mean - other.Mean).square().sum().item<double>();
        return apart + (_from.Covariance.trace() + other.Covariance.trace() - (2 * roots.sum())).item<double>();
    }
}
