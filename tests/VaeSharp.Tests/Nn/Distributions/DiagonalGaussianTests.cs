using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class DiagonalGaussianTests
{
    public static TheoryData<double, double, double, double> Pairs()
    {
        var pairs = new TheoryData<double, double, double, double>();
        foreach (double mean in (double[])[0, -0.5, 3])
        {
            foreach (double logVariance in (double[])[-10, -3, 0, 2, 10])
            {
                pairs.Add(mean, logVariance, 0, 0);
                pairs.Add(mean, logVariance, 1.25, 1.5);
                pairs.Add(mean, 0.5, -1, logVariance);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Kl_divergence_is_the_integral_of_its_definition(double m1, double v1, double m2, double v2)
    {
        using var scope = NewDisposeScope();
        double sigma = Math.Exp(v1 / 2);
        double integral = Quadrature.Simpson(
            x => Math.Exp(LogDensity(x, m1, v1)) * (LogDensity(x, m1, v1) - LogDensity(x, m2, v2)),
            m1 - (12 * sigma), m1 + (12 * sigma));

        double kl = Of(m1, v1).KlDivergence(Of(m2, v2)).item<float>();

        Values.Near(integral, kl, 1e-5, 2e-6);
    }

    [Fact]
    public void Kl_divergence_is_zero_between_equals()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        var q = new DiagonalGaussian(random.Normal(500, 8) * 5, random.Normal(500, 8) * 10);

        Assert.Equal(0, q.KlDivergence(q).abs().max().item<float>());
    }

    [Fact]
    public void Kl_divergence_is_not_negative_beyond_rounding()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Evaluation);
        for (double distance = 1; distance > 1e-7; distance /= 10)
        {
            var q = new DiagonalGaussian(random.Normal(2000, 4) * 3, (random.Uniform(2000, 4) * 20) - 10);
            var p = new DiagonalGaussian(
                q.Mean + (distance * random.Normal(2000, 4)), q.LogVariance + (distance * random.Normal(2000, 4)));

            Assert.True(q.KlDivergence(p).min().item<float>() >= -1e-5);
        }
    }

    [Theory]
    [InlineData(80, 0)]
    [InlineData(-80, 0)]
    [InlineData(0, 80)]
    [InlineData(0, -80)]
    [InlineData(80, 80)]
    [InlineData(-80, -80)]
    [InlineData(-80, 80)]
    public void Kl_divergence_is_finite_and_right_at_extreme_variances(double v1, double v2)
    {
        using var scope = NewDisposeScope();
        double exact = 0.5 * (Math.Exp(v1 - v2) + (0.25 * Math.Exp(-v2)) - 1 - (v1 - v2));

        double kl = Of(0.5, v1).KlDivergence(Of(0, v2)).item<float>();

        Assert.True(double.IsFinite(kl));
        Values.Near(exact, kl, 1e-5, 1e-5);
    }

    [Fact]
    public void Kl_divergence_sums_over_dimensions()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(3, RandomUse.Evaluation);
        var q = new DiagonalGaussian(random.Normal(3, 5), random.Normal(3, 5));
        double[] each = Values.Read(q.KlPerDimension(DiagonalGaussian.Standard(5)));
        double[] sums = Values.Read(q.KlDivergence(DiagonalGaussian.Standard(5)));

        for (int i = 0; i < 3; i++)
        {
            Values.Near(each.Skip(5 * i).Take(5).Sum(), sums[i], 1e-5);
        }
    }

    [Fact]
    public void Kl_divergence_to_the_standard_normal_is_that_to_any_gaussian_with_its_numbers()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(4, RandomUse.Evaluation);
        Tensor mean = (random.Normal(64, 5) * 3).requires_grad_();
        Tensor logVariance = (random.Normal(64, 5) * 4).requires_grad_();
        var q = new DiagonalGaussian(mean, logVariance);
        Tensor general = q.KlPerDimension(DiagonalGaussian.Standard(5));

        Tensor special = q.KlToStandardPerDimension();

        Assert.Equal(Values.Read(general), Values.Read(special));
        Tensor[] expected = [.. autograd.grad([general.sum()], [mean, logVariance])];
        Tensor[] slopes = [.. autograd.grad([special.sum()], [mean, logVariance])];
        for (int i = 0; i < slopes.Length; i++)
        {
            Assert.True(allclose(expected[i], slopes[i], 1e-6, 1e-6));
        }
    }

    [Fact]
    public void Differing_dimensions_are_refused_with_both_numbers()
    {
        using var scope = NewDisposeScope();
        ArgumentException fault = Assert.Throws<ArgumentException>(
            () => DiagonalGaussian.Standard(3).KlPerDimension(DiagonalGaussian.Standard(4)));

        Assert.Contains("of shape [3]; found Float32 [4]", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, -6)]
    [InlineData(-4, 3)]
    public void Density_integrates_to_one(double mean, double logVariance)
    {
        using var scope = NewDisposeScope();
        double reach = 10 * Math.Exp(logVariance / 2);
        double[] nodes = Quadrature.Nodes(mean - reach, mean + reach, 2000);
        Tensor z = tensor([.. nodes.Select(n => (float)n)], [nodes.Length, 1]);

        double[] density = Values.Read(Of(mean, logVariance).LogProbability(z).exp());

        Values.Near(1, Quadrature.Simpson(density, mean - reach, mean + reach), 1e-4);
    }

    [Fact]
    public void Log_probability_agrees_with_doubles()
    {
        using var scope = NewDisposeScope();
        var q = new DiagonalGaussian(tensor([1f, -2f], [1, 2]), tensor([0.5f, -3f], [1, 2]));
        double expected = LogDensity(0.3, 1, 0.5) + LogDensity(-1.9, -2, -3);

        Values.Near(expected, q.LogProbability(tensor([0.3f, -1.9f], [1, 2])).item<float>(), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(2)]
    public void Samples_follow_the_distribution_scaled_by_the_temperature(double temperature)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(4, RandomUse.Evaluation);
        var q = new DiagonalGaussian(full([50_000, 1], 1.5), full([50_000, 1], -1.2));
        double sigma = Math.Exp(-0.6) * temperature;

        float[] samples = Values.ReadSingle(q.Sample(random, temperature));

        double mean = samples.Average(s => (double)s);
        double variance = samples.Average(s => (s - mean) * (s - mean));
        Values.Near(1.5, mean, 4 * sigma / Math.Sqrt(50_000));
        Values.Near(sigma * sigma, variance, 4 * sigma * sigma * Math.Sqrt(2.0 / 50_000));
        Assert.InRange(GoodnessOfFit.Kolmogorov(samples, x => NormalCumulative((x - 1.5) / sigma)), 0, 2.2);
    }

    internal static double LogDensity(double x, double mean, double logVariance) =>
        -0.5 * (((x - mean) * (x - mean) / Math.Exp(logVariance)) + logVariance + Math.Log(2 * Math.PI));

    // By the integral itself, so that it owes nothing to an approximation of erf.
    internal static double NormalCumulative(double z) => Table[Math.Clamp((int)Math.Round((z + 8) * 1000), 0, 16_000)];

    private static readonly double[] Table = Accumulate();

    private static double[] Accumulate()
    {
        var table = new double[16_001];
        for (int i = 1; i < table.Length; i++)
        {
            double left = -8 + ((i - 1) / 1000.0);
            table[i] = table[i - 1] + Quadrature.Simpson(x => Math.Exp(LogDensity(x, 0, 0)), left, left + 0.001, 1);
        }

        return table;
    }

    private static DiagonalGaussian Of(double mean, double logVariance) =>
        new(full([1, 1], mean), full([1, 1], logVariance));
}
