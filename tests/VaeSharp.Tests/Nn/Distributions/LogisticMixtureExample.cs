using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>Mixtures with random numbers, and their definition by plain arithmetic.</summary>
internal static class LogisticMixtureExample
{
    /// <summary>The same mixture at each of <paramref name="pixels"/> pixels.</summary>
    public static LogisticMixture Of(
        int components, int channels, double spread, long pixels, int levels = 256, int seed = 0) =>
        new(Parameters(components, channels, spread, pixels, seed), components, channels) { Levels = levels };

    /// <summary>The same numbers at each pixel; shape [1, P, 1, pixels].</summary>
    public static Tensor Parameters(int components, int channels, double spread, long pixels, int seed = 0)
    {
        using var random = new RandomStream((ulong)seed, RandomUse.Initialization);
        long count = components * (1 + (2 * channels) + (channels * (channels - 1) / 2));
        return (random.Normal(1, count, 1, 1) * spread).repeat(1, 1, 1, pixels);
    }

    /// <summary>Every colour of so many levels, the last channel running fastest; shape [1, C, 1, levels^C].</summary>
    public static Tensor AllColours(int levels, int channels)
    {
        int count = (int)Math.Pow(levels, channels);
        var values = new float[channels * count];
        for (int i = 0; i < count; i++)
        {
            int rest = i;
            for (int channel = channels - 1; channel >= 0; channel--, rest /= levels)
            {
                values[(channel * count) + i] = (float)(rest % levels) / (levels - 1);
            }
        }

        return tensor(values, [1, channels, 1, count]);
    }

    /// <summary>p of one pixel: sums and differences as they are written down.</summary>
    /// <param name="numbers">P of the pixel, before their bounds.</param>
    /// <param name="components">M.</param>
    /// <param name="colour">C values in [0, 1].</param>
    public static double Probability(double[] numbers, int components, double[] colour)
    {
        int channels = colour.Length;
        double weights = Enumerable.Range(0, components).Sum(m => Math.Exp(numbers[m]));
        double sum = 0;
        for (int m = 0; m < components; m++)
        {
            double product = Math.Exp(numbers[m]) / weights;
            int coefficient = components * (1 + (2 * channels));
            for (int channel = 0; channel < channels; channel++)
            {
                double mean = 0.5 + numbers[(components * (1 + channel)) + m];
                for (int j = 0; j < channel; j++, coefficient += components)
                {
                    mean += Math.Tanh(numbers[coefficient + m]) * (colour[j] - 0.5);
                }

                double logScale = numbers[(components * (1 + channels + channel)) + m] - 2.7;
                product *= Level(colour[channel], mean, Math.Exp(Math.Clamp(logScale, -7, -0.35)));
            }

            sum += product;
        }

        return sum;
    }

    private static double Level(double x, double mean, double scale)
    {
        double lower = x < 0.001 ? double.NegativeInfinity : (x - (0.5 / 255) - mean) / scale;
        double upper = x > 0.999 ? double.PositiveInfinity : (x + (0.5 / 255) - mean) / scale;
        return lower > 0 ? Sigmoid(-lower) - Sigmoid(-upper) : Sigmoid(upper) - Sigmoid(lower);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
