namespace VaeSharp.Models.Recipes;

/// <summary>One value of one of the five choices.</summary>
/// <param name="Choice">The recipe's key: networks, posterior, prior, likelihood or objective.</param>
/// <param name="Kind">The value's name.</param>
/// <param name="Summary">One line.</param>
/// <param name="Source">The paper.</param>
/// <param name="Bound">Of an objective: what bound on log p(x) its loss is; null for the other choices.</param>
public sealed record ChoiceListing(string Choice, string Kind, string Summary, string Source, string? Bound = null);

/// <summary>All that can be chosen, read from the records themselves: those of this library, and those that a program brings.</summary>
public static class ChoiceCatalog
{
    private static readonly Lock Registration = new();
    private static volatile ChoiceKinds _kinds = ChoiceKinds.Of(typeof(Choice).Assembly);

    /// <summary>In the order of the recipe's keys.</summary>
    public static IReadOnlyList<ChoiceListing> All => [.. _kinds.All.Select(kind => kind.Listing)];

    /// <summary>Makes a choice known that a program brings in its own assembly: recipes may name it from here on.</summary>
    /// <typeparam name="T">A sealed record with a <see cref="ChoiceAttribute"/>, made from one of <see cref="EncoderDecoderOptions"/>,
    /// <see cref="NetworkOptions"/>, <see cref="PosteriorOptions"/>, <see cref="PriorOptions"/>, <see cref="LikelihoodOptions"/> and
    /// <see cref="ObjectiveOptions"/>.</typeparam>
    /// <remarks>Call it once at start-up, before a recipe, a run or a checkpoint that names the kind is read.</remarks>
    /// <exception cref="InvalidOperationException">The kind is taken, or the record cannot be a recipe's: the message says why.</exception>
    public static void Register<T>()
        where T : Choice
    {
        using Lock.Scope alone = Registration.EnterScope();
        _kinds = _kinds.With(typeof(T));
    }

    /// <summary>All kinds as they are now; another object after a registration.</summary>
    internal static ChoiceKinds Kinds => _kinds;
}
