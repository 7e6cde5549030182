using System.Reflection;

namespace VaeSharp.Models.Recipes;

/// <summary>The kinds that are known at a time.</summary>
/// <param name="All">In the order of lists.</param>
internal sealed record ChoiceKinds(IReadOnlyList<ChoiceKind> All)
{
    /// <summary>All that an assembly has.</summary>
    internal static ChoiceKinds Of(Assembly assembly) => Sorted(
        assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Choice))).Select(ChoiceKind.Of));

    /// <summary>The same with one more.</summary>
    /// <exception cref="InvalidOperationException">It is there, its name is taken, or its record cannot be a recipe's.</exception>
    internal ChoiceKinds With(Type type)
    {
        ChoiceKind added = ChoiceKind.Of(type);
        if (All.FirstOrDefault(kind => kind.Family == added.Family && kind.Kind == added.Kind) is { } taken)
        {
            throw new InvalidOperationException(taken.Type == type
                ? $"{taken} is registered already; register each choice once, at start-up."
                : $"{type.FullName} cannot be {added}: {taken.Type.FullName} is. Give it a kind of its own.");
        }

        return Sorted(All.Append(added));
    }

    /// <summary>Those of a family, such as <see cref="PriorOptions"/>; none where the type is no family.</summary>
    internal IReadOnlyList<ChoiceKind> Of(Type family) => [.. All.Where(kind => kind.Family == family)];

    /// <summary>The names of a family's choices that are or need something, as they stand in a message.</summary>
    internal string Where<T>(Func<T, bool> condition)
        where T : Choice
    {
        string[] names = [.. Of(typeof(T)).Where(kind => condition((T)kind.Example)).Select(kind => $"'{kind.Kind}'")];
        return names.Length > 1 ? $"{string.Join(", ", names[..^1])} or {names[^1]}" : string.Concat(names);
    }

    private static ChoiceKinds Sorted(IEnumerable<ChoiceKind> kinds) => new(
    [
        .. kinds.OrderBy(kind => ChoiceFamily.All.Index().First(f => f.Item.Type == kind.Family).Index)
            .ThenBy(kind => kind.Note.Order).ThenBy(kind => kind.Kind, StringComparer.Ordinal),
    ]);
}
