using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class GaussianTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.2, -3)]
    [InlineData(-1, 2)]
    public void Density_integrates_to_one_and_agrees_with_doubles(double mean, double logSigma)
    {
        using var scope = NewDisposeScope();
        double reach = 9 * Math.Exp(logSigma);
        double[] nodes = Quadrature.Nodes(mean - reach, mean + reach, 1000);
        var p = new Gaussian(full([1, 1, 1, nodes.Length], mean), full([1], logSigma));

        double[] log = Values.Read(p.LogProbabilityPerValue(Values.Image(nodes)));

        Values.Near(1, Quadrature.Simpson([.. log.Select(Math.Exp)], mean - reach, mean + reach), 1e-4);
        for (int i = 0; i < nodes.Length; i++)
        {
            Values.Near(DiagonalGaussianTests.LogDensity(nodes[i], mean, 2 * logSigma), log[i], 2e-5, 1e-5);
        }
    }

    [Fact]
    public void Samples_follow_the_density()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(6, RandomUse.Sampling);
        var p = new Gaussian(full([1, 1, 1, 50_000], 0.4), full([1], -1.0));

        float[] samples = Values.ReadSingle(p.Sample(random));

        Assert.InRange(GoodnessOfFit.Kolmogorov(
            samples, x => DiagonalGaussianTests.NormalCumulative((x - 0.4) * Math.E)), 0, 2.2);
        (double mean, double error) = Moments.Of([.. samples.Select(x => (double)x)]);
        Values.Near(0.4, mean, 4.5 * error);
        (double variance, error) = Moments.Of([.. samples.Select(x => (x - 0.4) * (x - 0.4))]);
        Values.Near(Math.Exp(-2), variance, 4.5 * error);
    }

    [Fact]
    public void Log_probability_of_an_image_is_the_sum_over_its_values()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(7, RandomUse.Sampling);
        var p = new Gaussian(random.Normal(2, 3, 2, 2), full([1], 0.3));
        Tensor x = random.Uniform(2, 3, 2, 2);
        double[] each = Values.Read(p.LogProbabilityPerValue(x));
        double[] sums = Values.Read(p.LogProbability(x));

        Values.Near(each.Take(12).Sum(), sums[0], 1e-5);
        Values.Near(each.Skip(12).Sum(), sums[1], 1e-5);
    }
}
