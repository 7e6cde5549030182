using System.Globalization;
using System.Text;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;

namespace VaeSharp.Runs;

/// <summary>A run exported as a compact model: recipe, weights with digests, evaluation figures and a model card.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Bytes">Of the file of the weights.</param>
/// <param name="Sha256">Of the same.</param>
/// <param name="HalfPrecision">Whether weights are rounded to 16 bits.</param>
/// <param name="Before">The run's own weights on the test images.</param>
/// <param name="After">Those in the folder.</param>
internal sealed record PackedModel(
    string Folder, long Bytes, string Sha256, bool HalfPrecision, EvaluationReport Before, EvaluationReport After)
{
    // What rounding may cost; a model that it costs more keeps float32.
    private const double MostNats = 0.01;
    private const double MostBitsPerDimension = 0.001;

    /// <summary>−ELBO or loss after, less the same before; nats per image.</summary>
    public double CostNats => After.Bound.CriterionNats - Before.Bound.CriterionNats;

    /// <summary>Packs a run; weights are rounded unless that costs more than it may.</summary>
    /// <param name="run">Loaded from its best checkpoint.</param>
    /// <param name="test">The images to measure on.</param>
    /// <param name="folder">Made here; must be empty or not there.</param>
    /// <param name="seed">Of the noise that both measurements share.</param>
    /// <param name="madeBy">The command line that made the run, as the card tells it; the recorded one unless given.</param>
    /// <param name="progress">Hears of the stage "Measuring".</param>
    /// <exception cref="RunException">The folder holds something.</exception>
    public static PackedModel Make(
        TrainedModel run, ImageDataset test, string folder, ulong seed = 0, string? madeBy = null,
        IProgress<StageProgress>? progress = null)
    {
        RunDirectory packed = RunDirectory.Create(folder, RunDirectory.DefaultRoot, run.Name);
        EvaluationReport before = run.Evaluate(test, seed, progress.Stage("Measuring", Stages.Images(test.Count)));
        var model = new ModelCheckpoint(run.Recipe, run.Model, run.ClassNames);
        bool half = model.FitsHalfPrecision();
        EvaluationReport after = Write();
        if (half && !Spares(before, after))
        {
            half = false;
            after = Write();
        }

        CheckpointFile weights = ModelCard.Weights(packed.Best);
        var result = new PackedModel(folder, weights.Size, weights.Sha256, half, before, after);
        AtomicFile.WriteText(packed.Test, ReportJson.Write(after));
        AtomicFile.WriteText(packed.Readme, result.Card(run, packed, madeBy, weights));
        AtomicFile.WriteText(packed.Recipe, RecipeFile.ToJson(run.Recipe)); // last: with it the folder is a run
        return result;

        EvaluationReport Write()
        {
            CheckpointDirectory.Replace(packed.Best, writer => model.Write(writer, half));
            using VariationalAutoencoder written = ModelCheckpoint.Load(packed.Best, run.Device).Model;
            return ModelEvaluation.Evaluate(
                written, test, run.Recipe, seed, run.Device, progress.Stage("Measuring", Stages.Images(test.Count)));
        }
    }

    private static bool Spares(EvaluationReport before, EvaluationReport after) =>
        after.BitsPerDimension is { } bits
            ? bits - before.BitsPerDimension < MostBitsPerDimension
            : after.Bound.CriterionNats - before.Bound.CriterionNats < MostNats;

    private string Card(TrainedModel run, RunDirectory packed, string? madeBy, CheckpointFile weights)
    {
        StringBuilder text = ModelCard.Begin(packed.Name, run.Recipe.About, run.Folder, madeBy, weights, HalfPrecision)
            .AppendLine($"- Rounding costs {CostNats.ToString("F4", CultureInfo.InvariantCulture)} nats of the test images' loss.")
            .AppendLine().AppendLine("## On the test images").AppendLine()
            .AppendLine("| figure | value | what it means |").AppendLine("|---|---|---|");
        foreach (EvaluationRow row in EvaluationRows.Of(After))
        {
            text.AppendLine(row.Markdown());
        }

        return text.ToString().ReplaceLineEndings("\n");
    }
}
