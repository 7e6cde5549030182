using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace VaeSharp.Models.Recipes;

/// <summary>One of the five keys of a recipe that choices stand under.</summary>
/// <param name="Key">As the recipe has it.</param>
/// <param name="Type">What its choices are made from.</param>
internal sealed record ChoiceFamily(string Key, Type Type)
{
    internal static IReadOnlyList<ChoiceFamily> All { get; } =
    [
        new("networks", typeof(NetworkOptions)), new("posterior", typeof(PosteriorOptions)), new("prior", typeof(PriorOptions)),
        new("likelihood", typeof(LikelihoodOptions)), new("objective", typeof(ObjectiveOptions)),
    ];

    internal static ChoiceFamily Of(Type type) => All.FirstOrDefault(family => type.IsSubclassOf(family.Type))
        ?? throw new InvalidOperationException(
            $"{type.FullName} is none of the five choices; expected {string.Join(", ", All.Select(family => family.Type.Name))}.");
}

/// <summary>A kind of choice, as its record describes it.</summary>
/// <param name="Family">Such as <see cref="PriorOptions"/>.</param>
/// <param name="Type">The record.</param>
/// <param name="Note">Name, summary and source.</param>
internal sealed partial record ChoiceKind(Type Family, Type Type, ChoiceAttribute Note)
{
    private readonly Lazy<Choice> _example = new(() => ExampleOf(Type));

    internal string Kind => Note.Kind;

    /// <summary>With all defaults, and the least of what has none: to ask what the kind is and needs.</summary>
    internal Choice Example => _example.Value;

    internal ChoiceListing Listing => new(ChoiceFamily.Of(Type).Key, Kind, Note.Summary, Note.Source, Note.Bound);

    public override string ToString() => $"the {ChoiceFamily.Of(Type).Key} '{Kind}'";

    /// <exception cref="InvalidOperationException">The record cannot be a recipe's.</exception>
    internal static ChoiceKind Of(Type type)
    {
        ChoiceFamily family = ChoiceFamily.Of(type);
        ChoiceAttribute note = ChoiceAttribute.Of(type);
        if (!type.IsSealed || type.GetConstructors().Length == 0)
        {
            throw new InvalidOperationException($"{type.FullName} must be a sealed record with a public constructor.");
        }

        if (!Name().IsMatch(note.Kind))
        {
            throw new InvalidOperationException(
                $"{type.FullName} has the kind '{note.Kind}'; expected lower-case words with hyphens between them.");
        }

        foreach (ParameterInfo parameter in Parameters(type))
        {
            Demand(type, parameter);
        }

        return new ChoiceKind(family.Type, type, note);
    }

    /// <summary>Those of the constructor: the keys of a recipe.</summary>
    internal static IReadOnlyList<ParameterInfo> Parameters(Type type) =>
        type.GetConstructors().MaxBy(c => c.GetParameters().Length)?.GetParameters() ?? [];

    /// <summary>Of a number's key; null where there is none. It may stand on a property of the record or of one above it.</summary>
    internal static RangeAttribute? RangeOf(Type owner, string name)
    {
        for (Type? type = owner; type is not null; type = type.BaseType)
        {
            RangeAttribute? range = type.GetProperty(
                name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)?.GetCustomAttribute<RangeAttribute>();
            if (range is not null)
            {
                return range;
            }
        }

        return null;
    }

    private static void Demand(Type type, ParameterInfo parameter)
    {
        if (RecipeValue.KeyOf(parameter.Name!) == "kind")
        {
            throw new InvalidOperationException(
                $"{type.FullName}.{parameter.Name} would be the key 'kind', by which recipes name the choice.");
        }

        Type value = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (!RecipeValue.IsSimple(value) && ChoiceFamily.All.All(family => family.Type != value))
        {
            throw new InvalidOperationException(
                $"{type.FullName}.{parameter.Name} is of type {value.Name}; a key of a recipe is a whole number (int), a number (double), "
                + "a list of whole numbers (IReadOnlyList<int>), a text, true or false, one of an enum, or another choice.");
        }

        if (RecipeValue.HasRange(value) && RangeOf(type, parameter.Name!) is null)
        {
            throw new InvalidOperationException(
                $"{type.FullName}.{parameter.Name} is a number without a range; write [property: Range(least, greatest)] before it.");
        }
    }

    private static Choice ExampleOf(Type type)
    {
        object?[] values = [.. Parameters(type).Select(p => p.HasDefaultValue ? p.DefaultValue : Least(type, p))];
        return (Choice)type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.Invoke(values);
    }

    private static object? Least(Type owner, ParameterInfo parameter)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        object? least = RecipeValue.HasRange(type) ? RangeOf(owner, parameter.Name!)!.Minimum : null;
        return type == typeof(IReadOnlyList<int>) ? new[] { (int)least! }
            : type == typeof(double) ? Convert.ToDouble(least, CultureInfo.InvariantCulture)
            : type == typeof(string) ? ""
            : type.IsValueType ? least ?? Activator.CreateInstance(type)
            : null;
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Name();
}
