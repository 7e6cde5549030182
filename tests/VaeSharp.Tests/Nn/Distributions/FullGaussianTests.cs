using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class FullGaussianTests
{
    [Theory]
    [InlineData(1, 400)]
    [InlineData(2, 100)]
    [InlineData(3, 40)]
    public void Density_integrates_to_one_and_the_divergence_is_the_integral_of_its_definition(int dimension, int panels)
    {
        using var scope = NewDisposeScope();
        FullGaussian q = Example(dimension);
        var p = new DiagonalGaussian(
            linspace(-0.3, 0.4, dimension, ScalarType.Float64), linspace(0.8, -0.2, dimension, ScalarType.Float64));
        double[] nodes = Quadrature.Nodes(-9, 9, panels);
        Tensor grid = Moments.Grid(nodes, dimension);

        double[] log = Values.Read(Widened(q, grid.shape[0]).LogProbability(grid));
        double[] standard = Values.Read(DiagonalGaussian.Standard(dimension).LogProbability(grid));
        double[] other = Values.Read(p.LogProbability(grid));

        Values.Near(1, Moments.Integral([.. log.Select(Math.Exp)], nodes), 1e-6);
        Values.Near(Divergence(standard), q.KlDivergence(DiagonalGaussian.Standard(dimension)).item<double>(), 1e-5);
        Values.Near(Divergence(other), q.KlDivergence(p).item<double>(), 1e-5);

        double Divergence(double[] to) =>
            Moments.Integral([.. log.Zip(to, (a, b) => Math.Exp(a) * (a - b))], nodes);
    }

    [Fact]
    public void A_diagonal_matrix_makes_it_the_diagonal_gaussian()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        Tensor logVariance = random.Normal(6, 5);
        Tensor mean = random.Normal(6, 5);
        Tensor z = random.Normal(6, 5) * 2;
        var diagonal = new DiagonalGaussian(mean, logVariance);
        var full = new FullGaussian(mean, diag_embed(exp(0.5 * logVariance)));
        var prior = new DiagonalGaussian(random.Normal(5), random.Normal(5));

        Near(diagonal.LogProbability(z), full.LogProbability(z), 2e-5);
        Near(diagonal.KlDivergence(prior), full.KlDivergence(prior), 2e-5);
    }

    [Fact]
    public void Samples_have_the_mean_and_the_covariance_and_every_projection_is_normal()
    {
        using var scope = NewDisposeScope();
        const int Count = 60_000;
        FullGaussian one = Example(3);
        FullGaussian q = Widened(one, Count);
        using var random = new RandomStream(4, RandomUse.Evaluation);
        Tensor z = q.Sample(random);
        double[] mean = Values.Read(one.Mean);
        double[] covariance = Values.Read(one.Scale[0].matmul(one.Scale[0].t()));
        double[][] rows = [.. Values.Read(z).Chunk(3)];
        for (int i = 0; i < 3; i++)
        {
            (double average, double error) = Moments.Of([.. rows.Select(r => r[i])]);
            Values.Near(mean[i], average, 4 * error);
            for (int j = 0; j <= i; j++)
            {
                (average, error) = Moments.Of([.. rows.Select(r => (r[i] - mean[i]) * (r[j] - mean[j]))]);
                Values.Near(covariance[(i * 3) + j], average, 4 * error);
            }
        }

        double[] way = [0.5, -0.7, 0.4];
        double centre = way.Zip(mean, (a, b) => a * b).Sum();
        double variance = Enumerable.Range(0, 9).Sum(k => way[k / 3] * way[k % 3] * covariance[k]);
        float[] projected = [.. rows.Select(r => (float)r.Zip(way, (a, b) => a * b).Sum())];
        Assert.InRange(
            GoodnessOfFit.Kolmogorov(
                projected, x => DiagonalGaussianTests.NormalCumulative((x - centre) / Math.Sqrt(variance))), 0, 2.2);
    }

    [Fact]
    public void What_is_drawn_comes_with_its_density()
    {
        using var scope = NewDisposeScope();
        FullGaussian q = Widened(Example(3), 50);
        using var random = new RandomStream(5, RandomUse.Evaluation);

        (Tensor Z, Tensor LogProbability) drawn = q.SampleWithLogProbability(random);

        Near(q.LogProbability(drawn.Z), drawn.LogProbability, 1e-5);
    }

    [Fact]
    public void Gradients_of_sample_density_and_divergence_are_slopes()
    {
        using var scope = NewDisposeScope();
        FullGaussian one = Example(3);
        Tensor mean = one.Mean.detach().requires_grad_();
        Tensor scale = one.Scale.detach().requires_grad_();
        Tensor z = tensor([0.4, -0.1, 1.2], [1, 3]);

        Slopes.Agree(
            [mean, scale], inputs =>
            {
                var q = new FullGaussian(inputs[0], inputs[1].tril());
                using var random = new RandomStream(6, RandomUse.Evaluation);
                (Tensor Z, Tensor LogProbability) drawn = q.SampleWithLogProbability(random);
                return drawn.Z.sin().sum() + drawn.LogProbability.sum() + q.LogProbability(z).sum()
                    + q.KlDivergence(DiagonalGaussian.Standard(3)).sum();
            });
    }

    [Fact]
    public void Repeated_it_stands_for_a_repeated_batch()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Evaluation);
        var q = new FullGaussian(random.Normal(2, 3), eye(3).unsqueeze(0) * tensor([1f, 2f], [2, 1, 1]));
        Tensor z = random.Normal(2, 3);

        Near(q.LogProbability(z).repeat(3), q.Repeat(3).LogProbability(z.repeat(3, 1)), 1e-6);
        Assert.Equal(6, q.Repeat(3).Count);
    }

    [Fact]
    public void Differing_dimensions_are_refused_with_both_numbers()
    {
        using var scope = NewDisposeScope();
        ArgumentException fault = Assert.Throws<ArgumentException>(
            () => Example(3).KlDivergence(DiagonalGaussian.Standard(4)));

        Assert.Contains("of shape [3]; found Float32 [4]", fault.Message, StringComparison.Ordinal);
    }

    // Correlated, with deviations from 0.5 to 1.
    private static FullGaussian Example(int dimension)
    {
        var scale = new double[dimension * dimension];
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                scale[(i * dimension) + j] = i == j ? 0.9 - (0.15 * i) : 0.5 - (0.8 * j) + (0.1 * i);
            }
        }

        return new FullGaussian(
            tensor([.. Enumerable.Range(0, dimension).Select(i => 0.5 - (0.6 * i))], [1, dimension]),
            tensor(scale, [1, dimension, dimension]));
    }

    private static FullGaussian Widened(FullGaussian one, long count) =>
        new(one.Mean.expand(count, -1), one.Scale.expand(count, -1, -1));

    private static void Near(Tensor expected, Tensor actual, double tolerance) => Assert.All(
        Values.Read(expected).Zip(Values.Read(actual)), pair => Values.Near(pair.First, pair.Second, tolerance, tolerance));
}
