using System.Globalization;
using System.Text;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Runs;

/// <summary>What a finished training came to.</summary>
/// <param name="Run">The run's folder, as seen from the current directory.</param>
/// <param name="Outcome">How training ended.</param>
/// <param name="Epochs">That were trained.</param>
/// <param name="TrainingSeconds">Pictures, validation and checkpoints included.</param>
/// <param name="BestValidationLossNats">Per image; null without validation images.</param>
/// <param name="Test">The best checkpoint on the test images.</param>
public sealed record RunSummary(
    string Run, string Outcome, int Epochs, double TrainingSeconds, double? BestValidationLossNats, EvaluationReport Test)
{
    /// <summary>How long training took, in words.</summary>
    public string TimeInWords() => TrainingSeconds < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{TrainingSeconds:F0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{TrainingSeconds / 60:F1} min");

    internal static RunSummary Write(TrainingRun training, TrainingOutcome outcome, EvaluationReport test, IReadOnlyList<string> use)
    {
        RunDirectory run = training.Folder;
        TrainingPosition position = training.Progress.Position;
        var summary = new RunSummary(
            run.Shown, outcome == TrainingOutcome.StoppedEarly ? "stopped early" : "finished",
            position.Epoch, Math.Round(training.Seconds, 1), position.BestLoss, test);
        AtomicFile.WriteText(run.Test, ReportJson.Write(test));
        AtomicFile.WriteText(run.Readme, summary.InWords(run, training.Request, use));
        return summary;
    }

    private string InWords(RunDirectory run, TrainingRequest request, IReadOnlyList<string> use)
    {
        string typed = request.CommandLine.Count > 0 ? $" Made by `{string.Join(' ', request.CommandLine)}`." : "";
        var text = new StringBuilder()
            .AppendLine($"# {run.Name}").AppendLine()
            .AppendLine(request.Recipe.About).AppendLine()
            .AppendLine($"Training {Outcome} after {Epochs} of {request.Recipe.Training.Epochs} epochs and {TimeInWords()}, with seed "
                + $"{request.Seed} and {Threads.InWords(Threads.Count)}.{typed}")
            .AppendLine().Append(Transforms(request.Recipe))
            .AppendLine().AppendLine("## On the test images").AppendLine()
            .AppendLine("| figure | value |").AppendLine("|---|---|");
        foreach ((string name, string value) in EvaluationRows.Of(Test))
        {
            text.AppendLine($"| {name} | {value} |");
        }

        text.AppendLine();
        foreach ((string title, string picture) in Pictures(run))
        {
            text.AppendLine($"![{title}]({picture})").AppendLine();
        }

        text
            .AppendLine("## Files").AppendLine()
            .AppendLine("- `checkpoints/best/model.safetensors`: the weights with the best validation loss.")
            .AppendLine("- `checkpoints/last`: the state to resume from.")
            .AppendLine("- `recipe.json`: all settings, to reproduce the run.")
            .AppendLine("- `run.json`: command line, seed, versions, and the digests of the images.")
            .AppendLine("- `metrics.jsonl`, `metrics.csv`: metrics of each epoch; `timing.jsonl`: their durations in seconds.")
            .AppendLine("- `test.json`: the figures above.");
        foreach (string line in use)
        {
            text.AppendLine(line);
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Transforms(Recipe recipe) => string.Concat(
        InputTransforms.Of(recipe).Rows().Select(row => $"- {row.Reader}: {row.What}{Environment.NewLine}"));

    // Those that are there: of a run whose disk was full some may be missing.
    private IEnumerable<(string Title, string Picture)> Pictures(RunDirectory run)
    {
        (string Title, string Picture)[] all =
        [
            ("curves", "curves.png"), ("samples", $"samples/epoch-{Epochs:D4}.png"),
            ("reconstructions", $"reconstructions/epoch-{Epochs:D4}.png"),
        ];
        return all.Where(picture => File.Exists(Path.Combine(run.Location, picture.Picture)));
    }
}
