using VaeSharp.Engine;
using VaeSharp.Evaluation.Quality;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation.Quality;

public sealed class FrechetDistanceTests
{
    // In one dimension (Dowson & Landau 1982): (μ₁ − μ₂)² + (σ₁ − σ₂)²; of independent dimensions the sum.
    [Fact]
    public void Of_diagonal_Gaussians_it_is_the_closed_form()
    {
        using var scope = NewDisposeScope();
        double[] means = [1, -2, 0.5], deviations = [0.5, 2, 1], otherMeans = [0, 1, 0.5], otherDeviations = [1.5, 1, 3];
        double expected = means.Zip(otherMeans, (a, b) => (a - b) * (a - b)).Sum()
            + deviations.Zip(otherDeviations, (a, b) => (a - b) * (a - b)).Sum();

        double found = new FrechetDistance(Diagonal(means, deviations)).To(Diagonal(otherMeans, otherDeviations));

        Assert.Equal(expected, found, 10);
    }

    // tr((Σ₁Σ₂)^½) of two 2×2 matrices by their product's eigenvalues: √(tr + 2√det), by Cayley and Hamilton.
    [Fact]
    public void Of_full_covariances_the_trace_is_that_by_Cayley_and_Hamilton()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[,] { { 2.0, 0.6 }, { 0.6, 1.0 } }), b = tensor(new[,] { { 0.5, -0.2 }, { -0.2, 3.0 } });
        Tensor product = a.matmul(b);
        double trace = Math.Sqrt(product.trace().item<double>() + (2 * Math.Sqrt(linalg.det(product).item<double>())));
        double expected = a.trace().item<double>() + b.trace().item<double>() - (2 * trace);

        Assert.Equal(expected, new FrechetDistance(new(zeros(2, ScalarType.Float64), a)).To(new(zeros(2, ScalarType.Float64), b)), 10);
    }

    [Fact]
    public void It_does_not_change_when_all_features_are_rotated()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor y) = (Rows(200, 6, 1, 1), Rows(150, 6, 2, 1.4) + 0.3);
        (Tensor rotation, _) = linalg.qr(Rows(6, 6, 3, 1));

        double before = new FrechetDistance(FeatureMoments.Of(x)).To(FeatureMoments.Of(y));
        double after = new FrechetDistance(FeatureMoments.Of(x.matmul(rotation))).To(FeatureMoments.Of(y.matmul(rotation)));

        Assert.InRange(before, 0.1, 10);
        Assert.Equal(before, after, 9);
    }

    [Fact]
    public void Of_a_set_to_itself_it_is_zero_also_where_features_do_not_vary()
    {
        using var scope = NewDisposeScope();
        Tensor rows = Rows(50, 5, 1, 1);
        rows.select(1, 2).fill_(0.7);
        FeatureMoments moments = FeatureMoments.Of(rows);

        Assert.InRange(new FrechetDistance(moments).To(moments), -1e-7, 1e-7);
    }

    [Fact]
    public void Moments_with_counts_are_those_of_rows_that_are_repeated_so_often()
    {
        using var scope = NewDisposeScope();
        Tensor rows = Rows(4, 3, 1, 1);
        FeatureMoments counted = FeatureMoments.Of(rows, tensor(new[] { 2.0, 0, 1, 3 }));
        FeatureMoments repeated = FeatureMoments.Of(rows.index_select(0, tensor(new long[] { 0, 0, 2, 3, 3, 3 })));

        Assert.InRange((counted.Mean - repeated.Mean).abs().max().item<double>(), 0, 1e-12);
        Assert.InRange((counted.Covariance - repeated.Covariance).abs().max().item<double>(), 0, 1e-12);
        Assert.InRange((repeated.Covariance - cov(rows.index_select(0, tensor(new long[] { 0, 0, 2, 3, 3, 3 })).t())).abs().max().item<double>(), 0, 1e-12);
    }

    internal static Tensor Rows(int count, int width, long seed, double scale)
    {
        using var random = new RandomStream(7, RandomUse.Evaluation, seed);
        return random.Normal(count, width).to(ScalarType.Float64) * scale;
    }

    private static FeatureMoments Diagonal(double[] means, double[] deviations) =>
        new(tensor(means), diag(tensor(deviations).square()));
}
