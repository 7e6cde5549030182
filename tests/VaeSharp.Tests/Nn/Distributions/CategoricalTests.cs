using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class CategoricalTests
{
    private const int Levels = 256;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(1e4)]
    public void Probabilities_of_all_levels_sum_to_one(double spread)
    {
        using var scope = NewDisposeScope();
        Tensor logits = Logits(1, spread, Levels);

        double[] log = Values.Read(new Categorical(logits).LogProbabilityPerValue(AllLevels(1)));

        Assert.All(log, value => Assert.True(double.IsFinite(value)));
        Values.Near(1, log.Sum(Math.Exp), 1e-5);
    }

    [Fact]
    public void Log_probabilities_of_each_channel_agree_with_doubles()
    {
        using var scope = NewDisposeScope();
        Tensor logits = Logits(3, 2, Levels);
        double[] numbers = Values.Read(logits[0, .., 0, 0]);

        double[] log = Values.Read(new Categorical(logits).LogProbabilityPerValue(AllLevels(3)));

        for (int channel = 0; channel < 3; channel++)
        {
            double[] own = numbers[(channel * Levels)..((channel + 1) * Levels)];
            double normalizer = Math.Log(own.Sum(Math.Exp));
            for (int level = 0; level < Levels; level++)
            {
                Values.Near(own[level] - normalizer, log[(channel * Levels) + level], 1e-5);
            }
        }
    }

    [Fact]
    public void Mean_is_that_of_the_probabilities()
    {
        using var scope = NewDisposeScope();
        var p = new Categorical(Logits(1, 3, Levels));
        double[] log = Values.Read(p.LogProbabilityPerValue(AllLevels(1)));

        Values.Near(log.Select((value, level) => Math.Exp(value) * level / 255).Sum(), Values.Read(p.Mean)[0], 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Samples_are_levels_and_follow_the_probabilities(double spread)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(8, RandomUse.Sampling);
        var counts = new long[Levels];

        var p = new Categorical(Logits(1, spread, 2_000));
        for (int round = 0; round < 50; round++)
        {
            using var piece = NewDisposeScope(); // which stays in the processor's cache
            foreach (float sample in Values.ReadSingle(p.Sample(random)))
            {
                int level = (int)Math.Round(sample * 255);
                Assert.Equal(level / 255f, sample);
                counts[level]++;
            }
        }

        double[] exact = Values.Read(new Categorical(Logits(1, spread, Levels)).LogProbabilityPerValue(AllLevels(1)).exp());
        Assert.InRange(GoodnessOfFit.ChiSquare(counts, exact), -4, 4);
    }

    [Fact]
    public void Gradients_are_finite_for_logits_far_apart()
    {
        using var scope = NewDisposeScope();
        Tensor logits = Logits(2, 1e4, Levels).requires_grad_();

        new Categorical(logits).LogProbability(AllLevels(2)).sum().backward();

        Assert.True(isfinite(logits.grad!).all().item<bool>());
    }

    [Fact]
    public void A_number_of_logits_that_is_no_multiple_of_256_is_refused()
    {
        using var scope = NewDisposeScope();

        var fault = Assert.Throws<ArgumentException>(() => new Categorical(zeros(1, 300, 2, 2)));

        Assert.Contains("[1, 300, 2, 2]", fault.Message, StringComparison.Ordinal);
    }

    // The same logits at each pixel.
    private static Tensor Logits(int channels, double spread, long pixels)
    {
        using var random = new RandomStream(3, RandomUse.Initialization);
        return (random.Normal(1, channels * Levels, 1, 1) * spread).repeat(1, 1, 1, pixels);
    }

    private static Tensor AllLevels(long channels) => (arange(Levels) / 255.0).view(1, 1, 1, Levels).repeat(1, channels, 1, 1);
}
