using VaeSharp.Models.Recipes;

namespace VaeSharp.Cli.Runs;

/// <summary>What the user asks of <c>vae train</c>, read and checked.</summary>
/// <param name="RecipeName">A recipe's name, for the run's folder.</param>
/// <param name="Recipe">Resolved, with the user's settings.</param>
/// <param name="Seed">Of weights, order and noise.</param>
/// <param name="Limit">The most images of each split.</param>
/// <param name="Threads">Null for one a core.</param>
/// <param name="Device">Such as cpu.</param>
/// <param name="DataDirectory">The user's own copy of the data set.</param>
/// <param name="CommandLine">As it was typed.</param>
internal sealed record TrainRequest(
    string RecipeName, Recipe Recipe, ulong Seed, int? Limit, int? Threads, string Device, string? DataDirectory,
    IReadOnlyList<string> CommandLine)
{
    /// <summary>The checkpoint whose weights the model begins with; null for fresh ones.</summary>
    public string? From { get; init; }
}
