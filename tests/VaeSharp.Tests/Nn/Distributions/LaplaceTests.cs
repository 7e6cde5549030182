using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class LaplaceTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.2, -3)]
    [InlineData(-1, 2)]
    public void Density_integrates_to_one_and_agrees_with_doubles(double mean, double logScale)
    {
        using var scope = NewDisposeScope();
        double scale = Math.Exp(logScale);
        double[] above = Quadrature.Nodes(mean, mean + (20 * scale), 2000); // the kink at the mean is an end
        var p = new Laplace(full([1, 1, 1, above.Length], mean), full([1], logScale));

        double[] log = Values.Read(p.LogProbabilityPerValue(Values.Image(above)));
        double[] mirrored = Values.Read(p.LogProbabilityPerValue(Values.Image([.. above.Select(x => (2 * mean) - x)])));

        Values.Near(0.5, Quadrature.Simpson([.. log.Select(Math.Exp)], mean, mean + (20 * scale)), 1e-5);
        Values.Near(0.5, Quadrature.Simpson([.. mirrored.Select(Math.Exp)], mean, mean + (20 * scale)), 1e-5);
        for (int i = 0; i < above.Length; i++)
        {
            Values.Near(-((above[i] - mean) / scale) - Math.Log(2 * scale), log[i], 3e-5, 1e-5);
        }
    }

    [Fact]
    public void Samples_follow_the_density()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(6, RandomUse.Sampling);
        var p = new Laplace(full([1, 1, 1, 50_000], 0.4), full([1], -1.0));

        float[] samples = Values.ReadSingle(p.Sample(random));

        Assert.All(samples, sample => Assert.True(float.IsFinite(sample)));
        Assert.InRange(GoodnessOfFit.Kolmogorov(samples, Cumulative), 0, 2.2);
        (double mean, double error) = Moments.Of([.. samples.Select(x => (double)x)]);
        Values.Near(0.4, mean, 4.5 * error);
        (double variance, error) = Moments.Of([.. samples.Select(x => (x - 0.4) * (x - 0.4))]);
        Values.Near(2 * Math.Exp(-2), variance, 4.5 * error);

        static double Cumulative(double x)
        {
            double distance = (x - 0.4) * Math.E;
            return distance < 0 ? Math.Exp(distance) / 2 : 1 - (Math.Exp(-distance) / 2);
        }
    }

    [Theory]
    [InlineData(-1e6)]
    [InlineData(1e6)]
    public void Log_densities_and_gradients_are_finite_in_the_far_tails(double mean)
    {
        using var scope = NewDisposeScope();
        Tensor means = full([1, 1, 1, 4], mean, requires_grad: true);
        Tensor logScale = full([1, 1, 1, 4], -10.0, requires_grad: true);

        Tensor log = new Laplace(means, logScale).LogProbability(Values.Image(0, 0.2, 0.9, 1));
        log.sum().backward();

        Assert.All((Tensor[])[log, means.grad!, logScale.grad!], t => Assert.True(isfinite(t).all().item<bool>()));
    }
}
