namespace VaeSharp.Nn.Layers;

/// <summary>Counts the weights of a model before it is made: a recipe from elsewhere, with every number in its range, can ask for
/// terabytes.</summary>
/// <remarks>While one counts, tensors of weights that are made on this thread have one row. A model is made twice therefore:
/// once to be counted, once to be used.</remarks>
internal sealed class WeightBudget : IDisposable
{
    [ThreadStatic]
    private static WeightBudget? _counting;

    private readonly long _most;
    private long _left;

    private WeightBudget(long most) => _most = _left = most;

    /// <summary>Makes a model after its weights were counted.</summary>
    /// <param name="most">How many it may have.</param>
    /// <param name="make">Makes it; called twice.</param>
    /// <exception cref="WeightBudgetException">It has more; nothing of it was made.</exception>
    public static T Within<T>(long most, Func<T> make)
        where T : IDisposable
    {
        if (_counting is null)
        {
            using (_counting = new WeightBudget(most))
            {
                make().Dispose();
            }
        }

        return make();
    }

    /// <summary>Sizes to make a tensor of weights with: those that are asked for, or one row of them while weights are counted.</summary>
    /// <exception cref="WeightBudgetException">There are more weights than may be.</exception>
    public static (long Rows, long Columns) Spend(long rows, long columns, long times = 1)
    {
        if (_counting is not { } budget)
        {
            return (rows, columns);
        }

        Int128 left = budget._left - ((Int128)rows * columns * times);
        budget._left = left >= 0 ? (long)left : throw new WeightBudgetException(budget._most);
        return (1, columns);
    }

    /// <summary>Makes something of which a part is thrown away again: counted by itself, it may have several times the weights.</summary>
    /// <param name="times">So many times those of all else.</param>
    /// <param name="make">Called twice: counting, then making.</param>
    /// <exception cref="WeightBudgetException">It has more.</exception>
    public static T Aside<T>(int times, Func<T> make)
    {
        if (_counting is not { } budget)
        {
            return make();
        }

        long left = budget._left;
        budget._left = (long)Int128.Min(long.MaxValue, (Int128)budget._most * times);
        try
        {
            return make();
        }
        finally
        {
            budget._left = left;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _counting = null;
}

/// <summary>A model would have more weights than may be.</summary>
internal sealed class WeightBudgetException(long most) : Exception($"more than {most} weights")
{
    /// <summary>How many may be.</summary>
    public long Most => most;
}
