namespace VaeSharp.Nn.Layers;

/// <summary>How many weights may still be made on this thread: a recipe from elsewhere, within every range, can ask for terabytes.
/// Layers ask before they allocate.</summary>
internal sealed class WeightBudget : IDisposable
{
    [ThreadStatic]
    private static WeightBudget? _now;

    private readonly WeightBudget? _outer = _now;
    private readonly long _most;
    private long _left;

    private WeightBudget(long most) => _most = _left = most;

    /// <summary>Whether a budget holds already.</summary>
    public static bool IsSet => _now is not null;

    /// <summary>Holds until it is disposed.</summary>
    public static WeightBudget Of(long weights) => _now = new WeightBudget(weights);

    /// <summary>To be called before a tensor of weights is made.</summary>
    /// <exception cref="WeightBudgetException">There would be more weights than may be.</exception>
    public static void Spend(params ReadOnlySpan<long> shape)
    {
        if (_now is not { } budget)
        {
            return;
        }

        Int128 weights = 1;
        foreach (long size in shape)
        {
            weights = Int128.Min(weights * size, long.MaxValue);
        }

        budget._left = (long)Int128.Max(budget._left - weights, -1);
        if (budget._left < 0)
        {
            throw new WeightBudgetException(budget._most);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _now = _outer;
}

/// <summary>A model would have more weights than may be.</summary>
internal sealed class WeightBudgetException(long most) : Exception($"more than {most} weights")
{
    /// <summary>How many may be.</summary>
    public long Most => most;
}
