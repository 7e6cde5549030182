using System.CommandLine;

namespace VaeSharp.Benchmarks;

/// <summary>Options that several subcommands take.</summary>
internal static class Options
{
    internal static Option<int> Rounds(int usual) => Positive("--rounds", "How often everything is measured, in turn.", usual);

    internal static Option<int> Epochs(int usual) =>
        Positive("--epochs", "Epochs to measure in each round, after one to warm up.", usual);

    internal static Option<int> Threads() => Positive("--threads", "Threads that each program computes with.", 2);

    /// <summary>The recipes that a subcommand measures, where others are not named.</summary>
    internal static Option<string[]> Recipes(params string[] usual) => new("--recipe")
    {
        Description = $"These recipes in place of {string.Join(", ", usual)}.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => usual,
    };

    internal static Option<string> Recipe(string usual) => new("--recipe")
    {
        Description = "A recipe of the library.",
        DefaultValueFactory = _ => usual,
    };

    internal static Option<string> Out() => new("--out")
    {
        Description = "The folder for the table (.md), the figures (.json) and the picture (.png).",
        DefaultValueFactory = _ => Path.Combine("artifacts", "bench"),
    };

    internal static Option<int> Positive(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }, ..] && (!int.TryParse(text, out int value) || value < 1))
            {
                result.AddError($"{name} is '{text}'; expected a whole number of at least 1.");
            }
        });
        return option;
    }
}
