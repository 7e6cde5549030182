using System.Reflection;
using System.Text.Json.Serialization;

namespace VaeSharp.Models.Recipes;

/// <summary>Says of a choice what it is and where it comes from.</summary>
/// <param name="summary">One line.</param>
/// <param name="source">The paper.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ChoiceAttribute(string summary, string source) : Attribute
{
    /// <summary>One line.</summary>
    public string Summary { get; } = summary;

    /// <summary>The paper.</summary>
    public string Source { get; } = source;

    /// <summary>Of an objective: what its loss says of log p(x).</summary>
    public string? Bound { get; init; }
}

/// <summary>One value of one of the five choices.</summary>
/// <param name="Choice">The recipe's key: networks, posterior, prior, likelihood or objective.</param>
/// <param name="Kind">The value's name.</param>
/// <param name="Summary">One line.</param>
/// <param name="Source">The paper.</param>
/// <param name="Bound">Of an objective: what bound on log p(x) its loss is; null for the other choices.</param>
public sealed record ChoiceListing(string Choice, string Kind, string Summary, string Source, string? Bound = null);

/// <summary>All that can be chosen, read from the records themselves.</summary>
public static class ChoiceCatalog
{
    /// <summary>In the order of the recipe's keys.</summary>
    public static IReadOnlyList<ChoiceListing> All { get; } =
    [
        .. Of<NetworkChoice>("networks"), .. Of<PosteriorChoice>("posterior"), .. Of<PriorChoice>("prior"),
        .. Of<LikelihoodChoice>("likelihood"), .. Of<ObjectiveChoice>("objective"),
    ];

    /// <summary>The name by which a recipe knows a choice.</summary>
    internal static string KindOf<T>(T choice)
        where T : class =>
        (string)typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .First(kind => kind.DerivedType == choice.GetType()).TypeDiscriminator!;

    private static IEnumerable<ChoiceListing> Of<T>(string choice) =>
        typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind =>
        {
            ChoiceAttribute note = kind.DerivedType.GetCustomAttribute<ChoiceAttribute>()
                ?? throw new InvalidOperationException($"{kind.DerivedType.Name} has no {nameof(ChoiceAttribute)}.");
            return new ChoiceListing(choice, (string)kind.TypeDiscriminator!, note.Summary, note.Source, note.Bound);
        });
}
