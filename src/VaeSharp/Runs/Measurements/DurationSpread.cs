namespace VaeSharp.Runs.Measurements;

/// <summary>Many durations in a few figures; seconds.</summary>
/// <param name="Mean">The sum over the number of durations.</param>
/// <param name="Tenth">A tenth took no longer.</param>
/// <param name="Median">Half took no longer.</param>
/// <param name="Ninetieth">Nine in ten took no longer.</param>
internal sealed record DurationSpread(double Mean, double Tenth, double Median, double Ninetieth)
{
    /// <summary>That of some durations, at least one.</summary>
    public static DurationSpread Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new DurationSpread(sorted.Average(), At(0.1), At(0.5), At(0.9));

        double At(double share) => sorted[(int)(share * (sorted.Length - 1))];
    }
}
