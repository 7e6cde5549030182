using VaeSharp.Runs;

namespace VaeSharp.Cli.Commands;

/// <summary>What <c>vae train</c> answers at its end.</summary>
internal static class TrainingAnswer
{
    /// <summary>The end of the run's report: how its readers go on.</summary>
    public static IReadOnlyList<string> Use(RunDirectory run) =>
    [
        "", "## Use it", "", "```sh",
        $"{ShellWords.Line("vae", "sample", run.Shown)} # generate images",
        $"{ShellWords.Line("vae", "reconstruct", run.Shown)} # test images beside their reconstructions",
        $"{ShellWords.Line("vae", "evaluate", run.Shown)} # the figures above, measured anew",
        $"{ShellWords.Line("vae", "runs")} # this run beside the others",
        $"{ShellWords.Line("vae", "train", $"{run.Shown}/recipe.json")} # a new run with the same settings", "```",
    ];

    /// <summary>What a finished training came to.</summary>
    public static void Write(RunSummary summary, Terminal terminal, bool json)
    {
        if (json)
        {
            terminal.WriteJson(summary);
            return;
        }

        terminal.Answer(
            $"{summary.Run}: {summary.Outcome} after {summary.Epochs} {(summary.Epochs == 1 ? "epoch" : "epochs")}, "
            + $"{summary.TimeInWords()} of training.");
        foreach (EvaluationRow row in EvaluationRows.Of(summary.Test))
        {
            terminal.Answer($"  {row.Name,-26} {row.Value}", hang: 29);
        }

        foreach (string finding in summary.Findings)
        {
            terminal.Answer($"  note: {finding}", hang: 8);
        }

        terminal.Answer(
            $"Look at {Path.Combine(summary.Run, "samples")}, {Path.Combine(summary.Run, "curves.png")} "
            + $"and {Path.Combine(summary.Run, "README.md")}.");
    }
}
