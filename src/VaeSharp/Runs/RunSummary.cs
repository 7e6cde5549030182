using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using VaeSharp.Runs.Observers;
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
/// <param name="Findings">What stands out in the figures, with what to try next; one sentence or two each.</param>
public sealed record RunSummary(
    string Run, string Outcome, int Epochs, double TrainingSeconds, double? BestValidationLossNats, EvaluationReport Test,
    IReadOnlyList<string> Findings)
{
    /// <summary>Probabilistic PCA on the same images; absent where its figures could not stand beside the model's.</summary>
    [JsonInclude]
    internal PcaReport? Linear { get; init; }

    /// <summary>How long training took, in words.</summary>
    public string TimeInWords() => TrainingSeconds < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{TrainingSeconds:F0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{TrainingSeconds / 60:F1} min");

    internal static RunSummary Write(
        TrainingRun training, TrainingOutcome outcome, EvaluationReport test, PcaReport? linear, IReadOnlyList<string> use)
    {
        RunDirectory run = training.Folder;
        TrainingPosition position = training.Progress.Position;
        var summary = new RunSummary(
            run.Shown, outcome == TrainingOutcome.StoppedEarly ? "stopped early" : "finished",
            position.Epoch, Math.Round(training.Seconds, 1), position.BestLoss, test,
            RunFindings.Of(training.Request.Recipe, MetricsObserver.Read(run), test, linear))
        {
            Linear = linear,
        };
        AtomicFile.WriteText(run.Test, ReportJson.Write(test));
        AtomicFile.WriteText(run.Readme, summary.InWords(run, training.Request, use));
        return summary;
    }

    private string InWords(RunDirectory run, TrainingRequest request, IReadOnlyList<string> use)
    {
        string typed = request.CommandLine.Count > 0 ? $" Made by `{ShellWords.Line(request.CommandLine)}`." : "";
        var text = new StringBuilder()
            .AppendLine($"# {run.Name}").AppendLine()
            .AppendLine(request.Recipe.About).AppendLine()
            .AppendLine($"Training {Outcome} after {Epochs} of {request.Recipe.Training.Epochs} epochs and {TimeInWords()}, with seed "
                + $"{request.Seed} and {Threads.InWords(Threads.Count)}.{typed}")
            .AppendLine().Append(Transforms(request.Recipe))
            .AppendLine().AppendLine("## On the test images").AppendLine()
            .AppendLine("| figure | value | what it means |").AppendLine("|---|---|---|");
        foreach (EvaluationRow row in EvaluationRows.Of(Test))
        {
            text.AppendLine(row.Markdown());
        }

        text.AppendLine().AppendLine("± is the standard error over images.").AppendLine()
            .AppendLine("## How good that is").AppendLine();
        foreach (string line in Judged(request).Where(line => line.Length > 0))
        {
            text.AppendLine(line).AppendLine();
        }

        if (Findings.Count > 0)
        {
            text.AppendLine("## What stands out").AppendLine();
            foreach (string finding in Findings)
            {
                text.AppendLine($"- {finding}");
            }

            text.AppendLine();
        }

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

    // Whether the figures are good: beside what the recipe reaches, and beside a linear model.
    private IEnumerable<string> Judged(TrainingRequest request)
    {
        Recipe recipe = request.Recipe;
        bool named = RecipeCatalog.Names.Contains(request.RecipeName);
        IReadOnlyList<RecipeDifference> changes =
            named ? RecipeDifference.Between(RecipeCatalog.Open(request.RecipeName), recipe) : [];
        string limited = request.Limit is { } limit ? $" on at most {limit} images of each split" : "";
        EvaluationRow reached = EvaluationRows.Of(Test).First();
        yield return $"Reached: {reached.Name} {reached.Value}.";
        yield return recipe.Expected.Length == 0 ? ""
            : changes.Count == 0 && limited.Length == 0 ? $"Expected of this recipe: {recipe.Expected}"
            : $"Expected of the recipe as it comes: {recipe.Expected} This run was made{limited}"
                + (changes.Count > 0 ? $" with {string.Join(", ", changes.Select(c => $"`{c.Key}={c.Right ?? "default"}`"))}." : ".");
        yield return Linear is null ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"Probabilistic PCA, the linear model with {Linear.Dimension} dimensions, has {Linear.BitsPerDimension:F3} bits per dimension ")
            + string.Create(CultureInfo.InvariantCulture, $"and a reconstruction MSE of {Linear.ReconstructionMse:F5} on the same images.");
        yield return "Words and formulas are explained in VaeSharp's `docs/theory.md` and `docs/notation.md`.";
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
