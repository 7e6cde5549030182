using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class LogisticMixtureTests
{
    // Components, channels, spread of the decoder's numbers.
    public static readonly TheoryData<int, int, double> Mixtures = new()
    {
        { 1, 1, 0.5 }, { 10, 1, 1 }, { 1, 3, 0.5 }, { 5, 3, 0.3 }, { 10, 3, 1 }, { 4, 2, 3 }, { 3, 3, 20 },
    };

    [Theory]
    [MemberData(nameof(Mixtures))]
    public void Probabilities_of_all_colours_of_a_pixel_sum_to_one(int components, int channels, double spread)
    {
        using var scope = NewDisposeScope();
        Tensor colours = LogisticMixtureExample.AllColours(8, channels);
        Tensor parameters = LogisticMixtureExample.Parameters(components, channels, spread, colours.shape[3]);
        var pixels = new LogisticMixture(parameters, components, channels) { Levels = 8 };
        var images = new LogisticMixture(parameters.transpose(0, 3), components, channels) { Levels = 8 };

        Values.Near(1, Values.Read(pixels.LogJoint(colours)[^1].exp()).Sum(), 1e-4);
        Values.Near(1, Values.Read(images.LogProbability(colours.transpose(0, 3)).exp()).Sum(), 1e-4);
    }

    [Theory]
    [MemberData(nameof(Mixtures))]
    public void Each_channel_given_the_earlier_ones_sums_to_one_over_256_levels(int components, int channels, double spread)
    {
        using var scope = NewDisposeScope();
        LogisticMixture p = LogisticMixtureExample.Of(components, channels, spread, 256);
        for (int channel = 0; channel < channels; channel++)
        {
            foreach (int earlier in (int[])[0, 3, 128, 255])
            {
                Tensor x = full([1, channels, 1, 256], earlier / 255.0);
                x[0, channel, 0] = arange(256) / 255.0;

                Tensor log = p.LogProbabilityPerValue(x)[0, channel];

                Values.Near(1, Values.Read(log.exp()).Sum(), 5e-4);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Mixtures))]
    public void Log_probabilities_agree_with_the_definition_in_doubles(int components, int channels, double spread)
    {
        using var scope = NewDisposeScope();
        Tensor parameters = LogisticMixtureExample.Parameters(components, channels, spread, 40);
        double[] numbers = Values.Read(parameters[0, .., 0, 0]);
        var p = new LogisticMixture(parameters, components, channels);
        using var random = new RandomStream(4, RandomUse.Sampling);
        Tensor x = p.Sample(random); // where probabilities are not so small that differences of sigmoids cancel

        double[] log = Values.Read(p.LogJoint(x)[^1]);

        for (int i = 0; i < 40; i++)
        {
            double exact = LogisticMixtureExample.Probability(numbers, components, Values.Read(x[0, .., 0, i]));
            Values.Near(Math.Log(exact), log[i], 1e-3);
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
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
        {
            Tensor parameters = LogisticMixtureExample.Parameters(3, 3, 1, 256).to(type);
            parameters.narrow(1, 3, 9).fill_(mean);
            parameters.narrow(1, 12, 9).fill_(-1000);
            parameters.requires_grad_();
            Tensor x = (arange(256) / 255.0).view(1, 1, 1, 256).repeat(1, 3, 1, 1).to(type);

            Tensor log = new LogisticMixture(parameters, 3, 3).LogProbability(x);
            log.sum().backward();

            Assert.True(isfinite(log).all().item<bool>());
            Assert.True(isfinite(parameters.grad!).all().item<bool>());
        }
    }

    [Theory]
    [InlineData(1, 256, 100_000, 1)]
    [InlineData(2, 12, 200_000, 0.5)]
    [InlineData(3, 5, 200_000, 0.5)]
    public void Samples_are_levels_and_follow_the_joint_probabilities(int channels, int levels, int count, double spread)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(8, RandomUse.Sampling);
        LogisticMixture p = LogisticMixtureExample.Of(4, channels, spread, count, levels);

        float[] samples = Values.ReadSingle(p.Sample(random)); // [1, C, 1, count]

        Tensor colours = LogisticMixtureExample.AllColours(levels, channels);
        double[] exact = Values.Read(
            LogisticMixtureExample.Of(4, channels, spread, colours.shape[3], levels).LogJoint(colours)[^1].exp());
        var counts = new long[exact.Length];
        for (int i = 0; i < count; i++)
        {
            int index = 0;
            for (int channel = 0; channel < channels; channel++)
            {
                float sample = samples[(channel * count) + i];
                int level = (int)Math.Round(sample * (levels - 1));
                Assert.Equal((float)level / (levels - 1), sample);
                index = (index * levels) + level;
            }

            counts[index]++;
        }

        Assert.InRange(GoodnessOfFit.ChiSquare(counts, exact), -4, 4);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(5)]
    public void Mean_of_grey_values_is_that_of_the_levels_to_a_twentieth_of_their_distance(double spread)
    {
        using var scope = NewDisposeScope();
        for (int seed = 0; seed < 20; seed++)
        {
            LogisticMixture p = LogisticMixtureExample.Of(3, 1, spread, 256, seed: seed);
            double[] probabilities = Values.Read(p.LogProbabilityPerValue(LogisticMixtureExample.AllColours(256, 1)).exp());

            Values.Near(
                probabilities.Select((probability, level) => probability * level / 255).Sum(),
                Values.Read(p.Mean)[0], 0.05 / 255 + 5e-5);
        }
    }

    [Fact]
    public void Mean_of_colours_is_that_of_the_joint_probabilities_where_no_tail_is_cut_off()
    {
        using var scope = NewDisposeScope();
        const int Levels = 24;
        Tensor parameters = LogisticMixtureExample.Parameters(4, 3, 0.12, Levels * Levels * Levels);
        parameters.narrow(1, 16, 12).sub_(0.7); // s ≈ 0.8 levels
        parameters.narrow(1, 28, 12).fill_(0.5); // coefficients of 0.46
        var p = new LogisticMixture(parameters, 4, 3) { Levels = Levels };
        Tensor colours = LogisticMixtureExample.AllColours(Levels, 3);

        Tensor probabilities = p.LogJoint(colours)[^1].exp(); // [1, 1, 24³]

        double[] exact = Values.Read((colours * probabilities).sum([0L, 2, 3]));
        double[] mean = Values.Read(p.Mean[0, .., 0, 0]);
        for (int channel = 0; channel < 3; channel++)
        {
            Values.Near(exact[channel], mean[channel], 1e-3);
        }
    }

    [Fact]
    public void Mean_of_colours_is_near_that_of_the_joint_probabilities_where_tails_are_cut_off()
    {
        using var scope = NewDisposeScope();
        Tensor colours = LogisticMixtureExample.AllColours(16, 3);
        for (int seed = 0; seed < 10; seed++)
        {
            LogisticMixture p = LogisticMixtureExample.Of(4, 3, 0.7, colours.shape[3], levels: 16, seed);

            Tensor probabilities = p.LogJoint(colours)[^1].exp();

            Tensor exact = (colours * probabilities).sum([0L, 2, 3]);
            Assert.InRange((exact - p.Mean[0, .., 0, 0]).abs().max().item<float>(), 0, 0.03);
        }
    }

    [Fact]
    public void A_wrong_number_of_parameters_is_refused_by_both_numbers()
    {
        using var scope = NewDisposeScope();

        var fault = Assert.Throws<ArgumentException>(() => new LogisticMixture(zeros(2, 99, 4, 4), 10, 3));

        Assert.Contains("[2, 99, 4, 4]", fault.Message, StringComparison.Ordinal);
        Assert.Contains("[B, 100, H, W]", fault.Message, StringComparison.Ordinal);
    }
}
