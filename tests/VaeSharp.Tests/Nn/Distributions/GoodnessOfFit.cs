namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>How far samples stray from the distribution that they were drawn from.</summary>
internal static class GoodnessOfFit
{
    /// <summary>Kolmogorov's √n · sup|F̂ − F|; above 2.2 once in 8,000 fair draws.</summary>
    public static double Kolmogorov(float[] samples, Func<double, double> cumulative)
    {
        double[] sorted = [.. samples.Select(s => (double)s).Order()];
        double farthest = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double f = cumulative(sorted[i]);
            farthest = Math.Max(farthest, Math.Max(
                Math.Abs(f - ((double)i / sorted.Length)),
                Math.Abs(f - ((i + 1.0) / sorted.Length))));
        }

        return Math.Sqrt(sorted.Length) * farthest;
    }

    /// <summary>Pearson's χ² as a standard normal number (Wilson–Hilferty); bins below 5 are joined.</summary>
    public static double ChiSquare(IReadOnlyList<long> counts, IReadOnlyList<double> probabilities)
    {
        double total = counts.Sum();
        double sum = 0;
        double observed = 0;
        double expected = 0;
        int bins = 0;
        for (int i = 0; i < counts.Count; i++)
        {
            observed += counts[i];
            expected += probabilities[i] * total;
            if (expected >= 5)
            {
                sum += (observed - expected) * (observed - expected) / expected;
                (observed, expected, bins) = (0, 0, bins + 1);
            }
        }

        sum += expected > 0 ? (observed - expected) * (observed - expected) / Math.Max(expected, 1) : 0;
        double freedom = Math.Max(1, bins - 1 + (expected > 0 ? 1 : 0));
        double spread = 2 / (9 * freedom);
        return (Math.Cbrt(sum / freedom) - (1 - spread)) / Math.Sqrt(spread);
    }
}
