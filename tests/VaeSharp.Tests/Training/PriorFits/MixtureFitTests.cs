using VaeSharp.Engine;
using VaeSharp.Models.Priors;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training.PriorFits;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.PriorFits;

/// <summary>Expectation maximisation against closed forms, a known mixture, a loop in doubles and integrals.</summary>
public sealed class MixtureFitTests
{
    private static readonly double[] Weights = [0.5, 0.3, 0.2];
    private static readonly double[] Means = [-2, 1, 3, 2, 0.5, -3];
    private static readonly double[] Deviations = [0.4, 0.7, 0.5, 0.3, 0.9, 0.6];

    [Theory]
    [InlineData(1, 400)]
    [InlineData(3, 400)]
    [InlineData(40, 400)]
    [InlineData(200, 250)]
    public void Likelihood_never_falls(int components, int points)
    {
        using var scope = NewDisposeScope();
        foreach (ulong seed in (ulong[])[1, 2, 3])
        {
            using var random = new RandomStream(seed, RandomUse.Initialization);

            MixtureFitResult found = MixtureFit.Fit(Draw(points, seed), components, random, tolerance: -1, mostRounds: 60);

            Assert.Equal(60, found.LogLikelihoods.Count);
            Assert.All(
                found.LogLikelihoods.Zip(found.LogLikelihoods.Skip(1)),
                pair => Assert.True(pair.Second >= pair.First - 1e-10, $"{pair.First} became {pair.Second}"));
        }
    }

    [Fact]
    public void One_component_is_the_points_mean_and_variance()
    {
        using var scope = NewDisposeScope();
        Tensor points = Draw(1000, 4);
        double[] values = Values.Read(points);
        using var random = new RandomStream(1, RandomUse.Initialization);

        GaussianMixture found = MixtureFit.Fit(points, 1, random).Mixture;

        for (int d = 0; d < 2; d++)
        {
            double[] column = [.. values.Chunk(2).Select(z => z[d])];
            double mean = column.Average();
            Values.Near(mean, found.Components.Mean[0, d].item<double>(), 1e-9);
            Values.Near(
                column.Average(v => (v - mean) * (v - mean)), found.Components.LogVariance[0, d].exp().item<double>(), 1e-9);
        }
    }

    [Fact]
    public void A_known_mixture_is_found_again()
    {
        using var scope = NewDisposeScope();
        const int count = 60_000;
        using var random = new RandomStream(5, RandomUse.Initialization);

        GaussianMixture found = MixtureFit.Fit(Draw(count, 6), 3, random, tolerance: 1e-9).Mixture;

        double[] mean = Values.Read(found.Components.Mean);
        double[] deviation = [.. Values.Read(found.Components.LogVariance).Select(v => Math.Exp(v / 2))];
        double[] weight = Values.Read(found.LogWeights.softmax(0));
        for (int k = 0; k < 3; k++)
        {
            int nearest = Enumerable.Range(0, 3).MinBy(
                j => Math.Abs(mean[2 * j] - Means[2 * k]) + Math.Abs(mean[(2 * j) + 1] - Means[(2 * k) + 1]));
            double members = Weights[k] * count;
            Values.Near(Weights[k], weight[nearest], 5 * Math.Sqrt(Weights[k] / count));
            for (int d = 0; d < 2; d++)
            {
                double known = Deviations[(2 * k) + d];
                Values.Near(Means[(2 * k) + d], mean[(2 * nearest) + d], 5 * known / Math.Sqrt(members));
                Values.Near(known, deviation[(2 * nearest) + d], 5 * known / Math.Sqrt(2 * members));
            }
        }
    }

    [Fact]
    public void The_reported_likelihood_is_the_sum_over_components_in_doubles()
    {
        using var scope = NewDisposeScope();
        Tensor points = Draw(50, 7);
        using var random = new RandomStream(8, RandomUse.Initialization);

        MixtureFitResult found = MixtureFit.Fit(points, 4, random, mostRounds: 7);

        double[] m = Values.Read(found.Mixture.Components.Mean), v = Values.Read(found.Mixture.Components.LogVariance);
        double[] w = Values.Read(found.Mixture.LogWeights);
        Values.Near(1, w.Sum(Math.Exp), 1e-9);
        double expected = Values.Read(points).Chunk(2).Average(z => Math.Log(Enumerable.Range(0, 4).Sum(k => Math.Exp(
            w[k] + DiagonalGaussianTests.LogDensity(z[0], m[2 * k], v[2 * k])
            + DiagonalGaussianTests.LogDensity(z[1], m[(2 * k) + 1], v[(2 * k) + 1])))));
        Values.Near(expected, found.LogLikelihoods[^1], 1e-9);
    }

    [Fact]
    public void Equal_points_do_not_make_a_density_without_bound()
    {
        using var scope = NewDisposeScope();
        Tensor points = cat([zeros(30, 2), ones(30, 2), Draw(40, 9)], 0);
        using var random = new RandomStream(1, RandomUse.Initialization);

        MixtureFitResult found = MixtureFit.Fit(points, 20, random);

        Assert.All(Values.Read(found.Mixture.Components.Mean), m => Assert.True(double.IsFinite(m)));
        Assert.All(Values.Read(found.Mixture.Components.LogVariance), v => Assert.InRange(v, -12, 12));
        Assert.True(double.IsFinite(found.LogLikelihoods[^1]));
    }

    [Fact]
    public void The_fitted_prior_integrates_to_one_and_knows_new_points_better_than_the_normal()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var random = new RandomStream(2, RandomUse.Initialization);
        using var prior = new MixturePrior(2, 5);
        prior.Take(MixtureFit.Fit(Draw(5000, 10), 5, random).Mixture);
        double[] nodes = Quadrature.Nodes(-9, 9, 300);
        Tensor row = tensor((float[])[.. nodes.Select(x => (float)x)]);
        double[] density = [.. Values.Read(prior.LogProbability(cartesian_prod(row, row), null)).Select(Math.Exp)];
        Tensor fresh = Draw(5000, 11);

        double whole = Quadrature.Simpson(
            [.. density.Chunk(nodes.Length).Select(line => Quadrature.Simpson(line, -9, 9))], -9, 9);
        double gain = (prior.LogProbability(fresh, null) - DiagonalGaussian.Standard(2).LogProbability(fresh))
            .mean().item<float>();

        Values.Near(1, whole, 1e-4);
        Assert.True(gain > 1.5, $"{gain} nats");
    }

    [Fact]
    public void Fewer_points_than_components_are_refused()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Initialization);

        var fault = Assert.Throws<ArgumentException>(() => MixtureFit.Fit(zeros(3, 2), 4, random));

        Assert.Contains("[3, 2]", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Points of the known mixture; shape [count, 2].</summary>
    internal static Tensor Draw(int count, ulong seed)
    {
        using var random = new RandomStream(seed, RandomUse.Evaluation);
        return Known().Sample(count, random);
    }

    /// <summary>P(z ≤ x) of one dimension of the known mixture.</summary>
    internal static double Cumulative(int dimension, double x) => Weights.Select((weight, k) => weight
        * DiagonalGaussianTests.NormalCumulative((x - Means[(2 * k) + dimension]) / Deviations[(2 * k) + dimension])).Sum();

    /// <summary>The known mixture.</summary>
    internal static GaussianMixture Known()
    {
        Tensor log = tensor((float[])[.. Weights.Select(w => (float)Math.Log(w))]);
        Tensor means = tensor((float[])[.. Means.Select(m => (float)m)], [3, 2]);
        Tensor logVariances = tensor((float[])[.. Deviations.Select(d => (float)(2 * Math.Log(d)))], [3, 2]);
        return new GaussianMixture(new DiagonalGaussian(means, logVariances), log);
    }
}
