using System.Globalization;

namespace VaeSharp.Benchmarks;

/// <summary>What several measurements of one thing have in common, and how far they lie apart.</summary>
/// <param name="Median">The middle one, or the mean of the middle two.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Maximum">The greatest.</param>
/// <param name="Count">How many.</param>
internal sealed record Spread(double Median, double Minimum, double Maximum, int Count)
{
    /// <summary>Of at least one number.</summary>
    internal static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[^1], sorted.Length);
    }

    /// <summary>Median and ends with so many digits.</summary>
    internal string Text(int digits)
    {
        string format = "F" + digits.ToString(CultureInfo.InvariantCulture);
        return Count == 1
            ? Median.ToString(format, CultureInfo.InvariantCulture)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Median.ToString(format, CultureInfo.InvariantCulture)} ({Minimum.ToString(format, CultureInfo.InvariantCulture)}"
                + $"–{Maximum.ToString(format, CultureInfo.InvariantCulture)})");
    }
}
