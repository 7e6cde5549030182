using VaeSharp.Models.Recipes;

namespace VaeSharp.Runs;

/// <summary>What is to be trained, and how.</summary>
/// <param name="RecipeName">A name for the run's folder.</param>
/// <param name="Recipe">All settings of data, model and training.</param>
public sealed record TrainingRequest(string RecipeName, Recipe Recipe)
{
    /// <summary>Of initial weights, order and noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>The most images of each split; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Threads that libtorch computes with; null for as many as it is set to. Runs are equal bit by bit only with equal
    /// counts.</summary>
    public int? Threads { get; init; }

    /// <summary>The device: cpu, cuda, cuda:N or mps.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>A directory with the data set; null to look where data sets are usually found.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>What was typed, for the run's records; empty for a program.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary>The checkpoint whose weights the model begins with; null for fresh ones.</summary>
    public string? From { get; init; }
}
