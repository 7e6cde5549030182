namespace VaeSharp.Nn.Layers;

/// <summary>Counts the weights of a model before it is made: a recipe from elsewhere, with every number in its range, can ask for
/// terabytes.</summary>
/// <remarks>While one counts, tensors of weights that are made on this thread have one row. A model is made twice therefore:
/// once to be counted, once to be used.</remarks>
internal sealed class WeightBudget : IDisposable
{
    /// <summary>The part of a model that is counted unless another is named.</summary>
    public const string MainPart = "networks";

    private const int MostColumns = 1 << 20; // of the one row

    [ThreadStatic]
    private static WeightBudget? _counting;

    private readonly long _most;
    private readonly Dictionary<string, Int128> _spent = [];
    private string _part = MainPart;

    private WeightBudget(long most) => _most = most;

    /// <summary>Makes a model after its weights were counted.</summary>
    /// <param name="most">How many it may have.</param>
    /// <param name="make">Makes it; called twice.</param>
    /// <exception cref="WeightBudgetException">It has more; nothing of it was made.</exception>
    public static T Within<T>(long most, Func<T> make)
        where T : IDisposable
    {
        if (_counting is null)
        {
            Count(make, most);
        }

        return make();
    }

    /// <summary>How many weights the parts of a model have; nothing of it is made.</summary>
    /// <param name="make">Is called once, to be counted.</param>
    /// <param name="most">How many it may have.</param>
    /// <exception cref="WeightBudgetException">It has more.</exception>
    public static IReadOnlyDictionary<string, Int128> Count<T>(Func<T> make, long most = long.MaxValue)
        where T : IDisposable
    {
        using (var count = _counting = new WeightBudget(most))
        {
            make().Dispose();
            return count._spent;
        }
    }

    /// <summary>Sizes to make a tensor of weights with: those that are asked for, or one row of them while weights are counted.</summary>
    /// <param name="rows">Of the matrix.</param>
    /// <param name="columns">Of the matrix.</param>
    /// <param name="times">How many such matrices.</param>
    /// <param name="more">Numbers beside them, such as a bias.</param>
    /// <exception cref="WeightBudgetException">There are more weights than may be.</exception>
    public static (long Rows, long Columns) Spend(long rows, long columns, long times = 1, long more = 0)
    {
        if (_counting is not { } budget)
        {
            return (rows, columns);
        }

        Int128 spent = budget._spent.GetValueOrDefault(budget._part) + ((Int128)rows * columns * times) + more;
        budget._spent[budget._part] = spent;
        return spent <= budget._most && budget._spent.Values.Aggregate((sum, next) => sum + next) <= budget._most
            ? (1, Math.Min(columns, MostColumns))
            : throw new WeightBudgetException(budget._most);
    }

    /// <summary>The name of a network; what is made from here on belongs to a part of the model, until another is named.</summary>
    public static string Named(string name, string part)
    {
        if (_counting is { } budget)
        {
            budget._part = part;
        }

        return name;
    }

    /// <summary>Makes a part of a model, whose weights are counted by themselves.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="make">Is called once.</param>
    public static T As<T>(string part, Func<T> make)
    {
        if (_counting is not { } budget)
        {
            return make();
        }

        string around = budget._part;
        budget._part = part;
        try
        {
            return make();
        }
        finally
        {
            budget._part = around;
        }
    }

    /// <summary>Makes something of which a part is thrown away again: counted by itself, it may have several times the weights.</summary>
    /// <param name="times">So many times those of all else.</param>
    /// <param name="kept">The part of it that is kept, and counted with all else.</param>
    /// <param name="make">Called twice: counting, then making.</param>
    /// <exception cref="WeightBudgetException">It has more.</exception>
    public static T Aside<T>(int times, string kept, Func<T> make)
    {
        if (_counting is not { } budget)
        {
            return make();
        }

        var aside = new WeightBudget((long)Int128.Min(long.MaxValue, (Int128)budget._most * times));
        _counting = aside;
        try
        {
            T made = make();
            budget._spent[budget._part] = budget._spent.GetValueOrDefault(budget._part) + aside._spent.GetValueOrDefault(kept);
            return made;
        }
        finally
        {
            _counting = budget;
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
