using VaeSharp.Data;

namespace VaeSharp.Evaluation.Quality;

/// <summary>Standard errors by drawing images anew, with replacement.</summary>
/// <remarks>Source: Efron 1979, section 2. Equal arguments give equal errors.</remarks>
internal static class Bootstrap
{
    private const ulong Stream = 1UL << 34; // apart from those of batch orders, splits and wrong labels

    /// <summary>The standard deviation of a statistic over so many draws.</summary>
    /// <param name="count">How many images there are.</param>
    /// <param name="draws">How many times they are drawn anew, at least 2.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="statistic">Of a set in which each image occurs so often as the numbers say.</param>
    public static double Error(int count, int draws, ulong seed, Func<double[], double> statistic)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        var values = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            var random = new CounterRandom(seed, Stream | (uint)draw);
            ulong index = 0;
            var times = new double[count];
            for (int i = 0; i < count; i++)
            {
                times[random.Below((uint)count, ref index)]++;
            }

            values[draw] = statistic(times);
        }

        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (draws - 1));
    }
}
