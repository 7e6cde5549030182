using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using VaeSharp.Training;
using VaeSharp.Training.Observers;

namespace VaeSharp.Cli.Runs;

/// <summary>What a finished run came to: the answer of <c>vae train</c>.</summary>
/// <param name="Run">The run's folder.</param>
/// <param name="Outcome">How training ended.</param>
/// <param name="Epochs">Epochs done.</param>
/// <param name="TrainingSeconds">Pictures, validation and checkpoints included.</param>
/// <param name="BestValidationLossNats">Per image; null without validation images.</param>
/// <param name="Test">The best checkpoint on the test images, which are touched here for the first time.</param>
internal sealed record TrainSummary(
    string Run, string Outcome, int Epochs, double TrainingSeconds, double? BestValidationLossNats, EvaluationReport Test)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    internal static TrainSummary Complete(
        TrainingSession session, RunDirectory run, TrainRequest request, TrainingOutcome outcome)
    {
        ModelCheckpoint best = ModelCheckpoint.Load(run.Best, session.Trainer.Device);
        EvaluationReport test = ModelEvaluation.Evaluate(
            best.Model, session.Splits.Test, request.Recipe, request.Seed, session.Trainer.Device);
        var summary = new TrainSummary(
            RunRoot.Shown(run), outcome == TrainingOutcome.StoppedEarly ? "stopped early" : "finished",
            session.Trainer.Position.Epoch, Math.Round(session.Seconds, 1), session.Trainer.Position.BestLoss, test);
        AtomicFile.WriteText(run.Test, JsonSerializer.Serialize(test, Options) + "\n");
        AtomicFile.WriteText(run.Readme, summary.InWords(run, request));
        return summary;
    }

    internal void Show(Terminal terminal, bool json)
    {
        if (json)
        {
            terminal.WriteJson(this);
            return;
        }

        terminal.Output.WriteLine($"{Run}: {Outcome} after {Epochs} epochs, {Minutes()} of training.");
        foreach ((string name, string value) in EvaluationTable.Rows(Test))
        {
            terminal.Output.WriteLine($"  {name,-26} {value}");
        }

        terminal.Output.WriteLine(
            $"Look at {Path.Combine(Run, "samples")}, {Path.Combine(Run, "curves.png")} "
            + $"and {Path.Combine(Run, "README.md")}.");
    }

    private string Minutes() => TrainingSeconds < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{TrainingSeconds:F0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{TrainingSeconds / 60:F1} min");

    private string InWords(RunDirectory run, TrainRequest request)
    {
        Recipe recipe = request.Recipe;
        IReadOnlyList<EpochReport> epochs = MetricsObserver.Read(run);
        var text = new StringBuilder()
            .AppendLine($"# {run.Name}").AppendLine()
            .AppendLine(recipe.About).AppendLine()
            .AppendLine($"Training {Outcome} after {Epochs} of {recipe.Training.Epochs} epochs and {Minutes()}, with seed "
                + $"{request.Seed} and {Counts.Threads(Engine.Threads.Count)}. Made by `{string.Join(' ', request.CommandLine)}`.")
            .AppendLine().AppendLine("## On the test images").AppendLine()
            .AppendLine("| figure | value |").AppendLine("|---|---|");
        foreach ((string name, string value) in EvaluationTable.Rows(Test))
        {
            text.AppendLine($"| {name} | {value} |");
        }

        EpochReport last = epochs[^1];
        text.AppendLine()
            .AppendLine("![curves](curves.png)").AppendLine()
            .AppendLine($"![samples](samples/epoch-{last.Epoch:D4}.png)").AppendLine()
            .AppendLine($"![reconstructions](reconstructions/epoch-{last.Epoch:D4}.png)").AppendLine()
            .AppendLine("## What lies here").AppendLine()
            .AppendLine("- `checkpoints/best/model.safetensors`: the weights with the best validation loss.")
            .AppendLine("- `checkpoints/last`: where to go on from.")
            .AppendLine("- `recipe.json`: all settings; `vae train recipe.json` makes such a run again.")
            .AppendLine("- `run.json`: command line, seed, versions, and the digests of the images.")
            .AppendLine("- `metrics.jsonl`, `metrics.csv`: figures of each epoch; `timing.jsonl`: their seconds.")
            .AppendLine("- `test.json`: the figures above.").AppendLine()
            .AppendLine("## Use it").AppendLine().AppendLine("```sh");
        foreach (string verb in (string[])["sample", "reconstruct", "evaluate"])
        {
            text.AppendLine($"vae {verb} {Run}");
        }

        return text.AppendLine("```").ToString().ReplaceLineEndings("\n");
    }
}
