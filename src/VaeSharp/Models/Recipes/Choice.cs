using System.Reflection;

namespace VaeSharp.Models.Recipes;

/// <summary>One of a recipe's five choices: its options, what creates it, and what it is and needs.</summary>
/// <remarks>
/// A choice is a sealed record with a <see cref="ChoiceAttribute"/>, in a file of its own. Parameters of its constructor are the
/// keys of a recipe, each number with a range (<see cref="System.ComponentModel.DataAnnotations.RangeAttribute"/>). All other
/// properties say what the choice is or needs, and are no keys. See docs/architecture.md#adding-a-choice.
/// </remarks>
public abstract record Choice
{
    /// <summary>The name by which recipes know it.</summary>
    public string Kind => ChoiceAttribute.Of(GetType()).Kind;

    /// <summary>What is wrong with its own numbers in a recipe, with what to do; null where nothing is.</summary>
    /// <param name="recipe">Which names it; every number of it is within its range.</param>
    public virtual string? FaultIn(Recipe recipe) => null;

    /// <summary>What it asks of <c>posterior.dimension</c>; null where any in the key's range will do.</summary>
    public virtual DimensionLimits? DimensionLimits => null;

    /// <summary>Whether it computes with several images of a batch at once, so that parts of the batch would not add up to it.</summary>
    public virtual bool NeedsWholeBatch => false;
}

/// <summary>How many numbers a choice works with at one position of the latents: see <see cref="LatentLayout"/>.</summary>
/// <param name="Why">Said of the choice, before "and posterior.dimension is …".</param>
/// <param name="Least">What it needs at the least; 1 for any.</param>
/// <param name="Most">What it bears; the largest integer for any.</param>
/// <param name="Instead">What else can be done than to change the number, after "Set it to …"; empty for nothing.</param>
public sealed record DimensionLimits(string Why, int Least = 1, int Most = int.MaxValue, string Instead = "")
{
    internal bool Allow(int numbers) => numbers >= Least && numbers <= Most;

    internal string Advice(int numbers) => numbers < Least ? $"Set it to {Least} or more{Instead}." : $"Set it to {Most} or less{Instead}.";
}

/// <summary>Says of a choice what recipes call it, what it is and where it comes from.</summary>
/// <param name="kind">Its name: lower-case words with hyphens between them.</param>
/// <param name="summary">One line.</param>
/// <param name="source">The paper.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ChoiceAttribute(string kind, string summary, string source) : Attribute
{
    /// <summary>Its name in a recipe.</summary>
    public string Kind { get; } = kind;

    /// <summary>One line.</summary>
    public string Summary { get; } = summary;

    /// <summary>The paper.</summary>
    public string Source { get; } = source;

    /// <summary>Of an objective: what its loss says of log p(x).</summary>
    public string? Bound { get; init; }

    /// <summary>Where lists show it, counted from 1; those without a place come last, by name.</summary>
    public int Order { get; init; } = int.MaxValue;

    internal static ChoiceAttribute Of(Type type) => type.GetCustomAttribute<ChoiceAttribute>(inherit: false)
        ?? throw new InvalidOperationException($"{type.Name} has no {nameof(ChoiceAttribute)}.");
}
