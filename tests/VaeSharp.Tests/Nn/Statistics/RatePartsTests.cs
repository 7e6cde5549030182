using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Statistics;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Statistics;

/// <summary>The three parts of the rate, where q(z) is a mixture of three Gaussians that integrals know.</summary>
public sealed class RatePartsTests
{
    private const double Edge = 7;
    private const int Panels = 150;

    private static readonly double[][] Means = [[-1.5, -1.2], [0.2, 0.3], [1.3, 1.6]];
    private static readonly double[][] LogVariances = [[-1, -0.6], [-0.4, -1.2], [-0.8, -0.5]];
    private static readonly double[] Slants = [0.4, -0.5, 0.3];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parts_are_the_integrals_that_define_them_and_sum_to_the_mean_rate(bool slanted)
    {
        using var scope = NewDisposeScope();
        (double information, double correlation, double dimensions) = Integrals(slanted);
        DiagonalGaussian standard = DiagonalGaussian.Standard(2);
        double rate = (slanted ? Slanted(1).KlDivergence(standard) : Posterior(1).KlDivergence(standard)).mean().item<float>();
        List<double> first = [], second = [], third = [];
        for (int chunk = 0; chunk < 6; chunk++)
        {
            using var inner = NewDisposeScope();
            using var random = new RandomStream(3, RandomUse.Evaluation, chunk);
            LatentDistribution q = slanted ? Slanted(500) : Posterior(500);
            RateParts parts = RateParts.Of(q, q.Sample(random), 1500); // each image counts 500 times of 1500
            first.AddRange(Values.Read(parts.Information));
            second.AddRange(Values.Read(parts.Correlation));
            third.AddRange(Values.Read(parts.Dimensions));
        }

        Values.Near(rate, information + correlation + dimensions, 1e-4);
        Assert.True(information > 0.5 && correlation > 0.2 && dimensions > 0.1); // none of them is idle here
        Near(information, first);
        Near(correlation, second);
        Near(dimensions, third);
    }

    [Fact]
    public void Parts_sum_to_the_rate_of_each_sample()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(4, RandomUse.Evaluation);
        var q = new DiagonalGaussian(random.Normal(9, 4), random.Normal(9, 4) - 1);
        Tensor z = q.Sample(random);

        RateParts parts = RateParts.Of(q, z, 5000);

        Tensor expected = q.LogProbability(z) - DiagonalGaussian.Standard(4).LogProbability(z);
        Assert.True(allclose(expected, parts.Information + parts.Correlation + parts.Dimensions, 1e-4, 1e-4));
    }

    [Fact]
    public void Density_of_all_latents_is_right_on_average_over_the_batches_that_an_image_may_be_in()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(5, RandomUse.Evaluation);
        Tensor means = random.Normal(5, 2).to(ScalarType.Float64);
        Tensor logVariances = random.Normal(5, 2).to(ScalarType.Float64);
        Tensor z = tensor((double[])[0.3, -0.4], [1, 2]);
        double exact = exp(new DiagonalGaussian(means, logVariances).LogProbability(z)).mean().item<double>();
        var densities = new List<double>();
        for (long a = 1; a < 5; a++)
        {
            for (long b = a + 1; b < 5; b++)
            {
                Tensor batch = tensor((long[])[0, a, b]);
                var q = new DiagonalGaussian(means[batch], logVariances[batch]);
                RateParts parts = RateParts.Of(q, z.expand(3, -1), 5);
                densities.Add(exp(q.LogProbability(z) - parts.Information)[0].item<double>());
            }
        }

        Values.Near(exact, densities.Average(), 1e-12);
        Assert.True(densities.Max() - densities.Min() > 1e-3);
    }

    [Fact]
    public void A_batch_of_one_image_knows_no_other_and_finds_only_the_dimensions()
    {
        using var scope = NewDisposeScope();
        var q = new DiagonalGaussian(full([1, 2], 0.7f), zeros(1, 2));

        RateParts parts = RateParts.Of(q, full([1, 2], 0.5f), 100);

        Values.Near(0, parts.Information.item<float>(), 1e-6);
        Values.Near(0, parts.Correlation.item<float>(), 1e-6);
        Values.Near(0.5 * 2 * ((0.5 * 0.5) - (0.2 * 0.2)), parts.Dimensions.item<float>(), 1e-6);
    }

    private static void Near(double expected, List<double> samples)
    {
        double mean = samples.Average();
        double error = Math.Sqrt(samples.Average(v => (v - mean) * (v - mean)) / samples.Count);
        Values.Near(expected, mean, 4.5 * error);
    }

    private static DiagonalGaussian Posterior(long times) => new(
        tensor([.. Means.SelectMany(m => m).Select(v => (float)v)], [3, 2]).repeat(times, 1),
        tensor([.. LogVariances.SelectMany(m => m).Select(v => (float)v)], [3, 2]).repeat(times, 1));

    // The same, but the second dimension depends on the first.
    private static FullGaussian Slanted(long times) => new(
        Posterior(times).Mean,
        tensor(
            [.. LogVariances.Zip(Slants).SelectMany(k => new[]
            {
                (float)Math.Exp(k.First[0] / 2), 0, (float)k.Second, (float)Math.Exp(k.First[1] / 2),
            })],
            [3, 2, 2]).repeat(times, 1, 1));

    private static (double Information, double Correlation, double Dimensions) Integrals(bool slanted)
    {
        double[] slants = slanted ? Slants : [0, 0, 0];
        double[] nodes = Quadrature.Nodes(-Edge, Edge, Panels);
        double[] first = [.. nodes.Select(x => Marginal(x, 0))], second = [.. nodes.Select(y => Marginal(y, 1))];
        double information = Integral((i, j) => Enumerable.Range(0, 3).Average(k =>
        {
            double own = Density(nodes[i], nodes[j], k);
            return own > 0 ? own * Math.Log(own / Joint(nodes[i], nodes[j])) : 0;
        }));
        double correlation = Integral((i, j) =>
        {
            double joint = Joint(nodes[i], nodes[j]);
            return joint > 0 ? joint * Math.Log(joint / (first[i] * second[j])) : 0;
        });
        double dimensions = new[] { first, second }.Sum(q => Quadrature.Simpson(
            [.. q.Zip(nodes, (d, x) => d * Math.Log(d / DensityOf(x, 0, 1)))], -Edge, Edge));
        return (information, correlation, dimensions);

        double Integral(Func<int, int, double> f) => Quadrature.Simpson(
            [.. nodes.Select((_, i) => Quadrature.Simpson([.. nodes.Select((_, j) => f(i, j))], -Edge, Edge))], -Edge, Edge);

        double Joint(double x, double y) => Enumerable.Range(0, 3).Average(k => Density(x, y, k));

        double Marginal(double x, int dimension) => Enumerable.Range(0, 3).Average(k => DensityOf(
            x, Means[k][dimension],
            Math.Exp(LogVariances[k][dimension]) + (dimension == 1 ? slants[k] * slants[k] : 0)));

        // p(x) p(y|x), whose mean moves with x in units of its σ.
        double Density(double x, double y, int k)
        {
            double noise = (x - Means[k][0]) / Math.Exp(LogVariances[k][0] / 2);
            return DensityOf(x, Means[k][0], Math.Exp(LogVariances[k][0]))
                * DensityOf(y, Means[k][1] + (slants[k] * noise), Math.Exp(LogVariances[k][1]));
        }
    }

    private static double DensityOf(double x, double mean, double variance) =>
        Math.Exp(-(x - mean) * (x - mean) / (2 * variance)) / Math.Sqrt(2 * Math.PI * variance);
}
