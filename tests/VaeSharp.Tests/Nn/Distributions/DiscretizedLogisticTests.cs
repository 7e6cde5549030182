using VaeSharp.Engine;
using VaeSharp.Engine.Kernels;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class DiscretizedLogisticTests
{
    private static readonly double[] Levels = [.. Enumerable.Range(0, 256).Select(k => k / 255.0)];

    public static TheoryData<double, double> Parameters()
    {
        var parameters = new TheoryData<double, double>();
        foreach (double mean in (double[])[-1, 0, 0.25, 0.5, 0.4951, 0.999, 1, 2])
        {
            foreach (double logScale in (double[])[-7, -5.5, -4, -2.7, -1, -0.35])
            {
                parameters.Add(mean, logScale);
            }
        }

        return parameters;
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Probabilities_of_all_levels_sum_to_one(double mean, double logScale)
    {
        using var scope = NewDisposeScope();
        double sum = Values.Read(LogProbabilities(mean, logScale)).Sum(Math.Exp);

        Values.Near(1, sum, 3e-4);
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Log_probabilities_agree_with_differences_of_the_cumulative_in_doubles(double mean, double logScale)
    {
        using var scope = NewDisposeScope();
        double[] log = Values.Read(LogProbabilities(mean, logScale));

        for (int k = 0; k < 256; k++)
        {
            Values.Near(LogProbability(k, (float)mean, (float)logScale), log[k], 4e-4, 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Sums_from_a_decoders_output_agree_with_differences_of_the_cumulative(double mean, double logScale)
    {
        using var scope = NewDisposeScope();
        Tensor numbers = tensor(new[] { mean - 0.5, logScale - DiscretizedLogistic.InitialLogScale }).to(float32);
        Tensor parameters = numbers.view(1, 2, 1, 1).repeat(256, 1, 1, 1); // [256, 2, 1, 1], an image for each level

        double[] log = Values.Read(new DiscretizedLogistic(parameters).LogProbability(Values.Image(Levels).view(256, 1, 1, 1)));

        for (int k = 0; k < 256; k++)
        {
            Values.Near(LogProbability(k, (float)mean, (float)logScale), log[k], 4e-4, 2e-6);
        }
    }

    // Channels, height, width: pixels with and without a rest, numbers by planes and by pixels.
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 8, 8)]
    [InlineData(3, 8, 4)]
    [InlineData(3, 7, 9)]
    [InlineData(8, 5, 4)]
    public void Sums_and_slopes_from_a_decoders_output_are_those_of_the_formula_in_doubles(int channels, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        Tensor x = (random.Integers(360, 3, channels, height, width) - 50).clamp(0, 255).to(float32) / 255;
        Tensor numbers = random.Normal(3, 2 * channels, height, width) * 2.5; // log scales on both sides of their bounds
        Tensor weights = random.Uniform(3) - 0.5;
        foreach (bool byPixels in (bool[])[false, true])
        {
            Tensor laid = byPixels ? numbers.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : numbers.clone();
            Tensor parameters = laid.detach().requires_grad_();
            Assert.True(LogisticMixtureKernel.Takes(x, parameters, MixtureLayout.Single(channels)));
            Tensor sums = new DiscretizedLogistic(parameters).LogProbability(x);
            (sums * weights).sum().backward();

            Tensor exact = numbers.to(float64).requires_grad_();
            Tensor expected = new DiscretizedLogistic(exact).LogProbability(x.to(float64));
            (expected * weights.to(float64)).sum().backward();

            LogisticMixtureKernelTests.Near(expected.detach(), sums.detach(), 1e-6);
            LogisticMixtureKernelTests.Near(exact.grad!, parameters.grad!, 2e-5);
        }
    }

    [Fact]
    public void Values_by_themselves_sum_to_those_of_the_image()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Evaluation);
        var p = new DiscretizedLogistic(random.Normal(2, 6, 4, 5));
        Tensor x = random.Integers(256, 2, 3, 4, 5).to(float32) / 255;

        float[] sums = Values.ReadSingle(p.LogProbabilityPerValue(x).flatten(1).sum([1L]));

        float[] whole = Values.ReadSingle(p.LogProbability(x));
        for (int i = 0; i < sums.Length; i++)
        {
            Values.Near(sums[i], whole[i], 1e-4, 1e-5);
        }
    }

    [Theory]
    [InlineData(-1000)]
    [InlineData(-20)]
    [InlineData(50)]
    [InlineData(1000)]
    public void Log_probabilities_and_gradients_are_finite_in_the_far_tails(double mean)
    {
        using var scope = NewDisposeScope();
        Tensor means = full([1, 1, 1, 256], mean, requires_grad: true);
        Tensor logScale = full([1, 1, 1, 256], -7.0, requires_grad: true);
        Tensor log = new DiscretizedLogistic(means, logScale).LogProbabilityPerValue(Values.Image(Levels));

        log.sum().backward();

        foreach (Tensor finite in (Tensor[])[log, means.grad!, logScale.grad!])
        {
            Assert.All(Values.Read(finite.detach()), value => Assert.True(double.IsFinite(value)));
        }
    }

    [Theory]
    [InlineData(0.5, -2.7)]
    [InlineData(0, -4)]
    [InlineData(0.9, -1)]
    [InlineData(2, -0.35)]
    [InlineData(0.3, -7)]
    public void Samples_are_levels_and_follow_the_probabilities(double mean, double logScale)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(8, RandomUse.Sampling);
        var p = new DiscretizedLogistic(full([1, 1, 1, 100_000], mean), full([1], logScale));

        float[] samples = Values.ReadSingle(p.Sample(random));

        var counts = new long[256];
        foreach (float sample in samples)
        {
            int level = (int)Math.Round(sample * 255);
            Assert.Equal(level / 255f, sample);
            counts[level]++;
        }

        double[] exact = [.. Enumerable.Range(0, 256).Select(k => Probability(k, mean, logScale))];
        Assert.InRange(GoodnessOfFit.ChiSquare(counts, exact), -4, 4);
    }

    [Fact]
    public void Mean_is_the_centre_within_the_unit_interval()
    {
        using var scope = NewDisposeScope();
        var p = new DiscretizedLogistic(Values.Image(-1, 0.25, 2), full([1], -3.0));

        Assert.Equal([0f, 0.25f, 1f], Values.ReadSingle(p.Mean));
    }

    private static Tensor LogProbabilities(double mean, double logScale) =>
        new DiscretizedLogistic(full([1, 1, 1, 256], mean), full([1], logScale))
            .LogProbabilityPerValue(Values.Image(Levels));

    // Both edges on the side where the sigmoids are small, where their difference keeps its digits.
    private static double Probability(int level, double mean, double logScale)
    {
        double scale = Math.Exp(logScale);
        double lower = level == 0 ? double.NegativeInfinity : (((level - 0.5) / 255) - mean) / scale;
        double upper = level == 255 ? double.PositiveInfinity : (((level + 0.5) / 255) - mean) / scale;
        return lower > 0 ? Sigmoid(-lower) - Sigmoid(-upper) : Sigmoid(upper) - Sigmoid(lower);
    }

    // Far out both sigmoids are exponentials to all digits, and their logarithms do not underflow.
    private static double LogProbability(int level, double mean, double logScale)
    {
        double scale = Math.Exp(logScale);
        double distance = (Math.Abs((level / 255.0) - mean) - (0.5 / 255)) / scale;
        bool holdsCentre = (level == 0 && mean < 0) || (level == 255 && mean > 1);
        return distance < 40 || holdsCentre
            ? Math.Log(Probability(level, mean, logScale))
            : -distance + (level is 0 or 255 ? 0 : Math.Log(1 - Math.Exp(-1 / 255.0 / scale)));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
