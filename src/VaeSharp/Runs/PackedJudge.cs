using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Judges;
using VaeSharp.Storage;
using static TorchSharp.torch;

namespace VaeSharp.Runs;

/// <summary>A judge's run exported as a compact classifier: recipe, weights with digests, accuracy and a card.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Bytes">Of the file of the weights.</param>
/// <param name="HalfPrecision">Whether weights are rounded to 16 bits.</param>
/// <param name="AccuracyBefore">The run's own weights on the test images.</param>
/// <param name="After">Those in the folder.</param>
internal sealed record PackedJudge(string Folder, long Bytes, bool HalfPrecision, double AccuracyBefore, JudgeReport After)
{
    // What rounding may cost: five of ten thousand images.
    private const double MostAccuracy = 0.0005;

    /// <summary>Packs a run; weights are rounded unless that costs more than it may.</summary>
    /// <param name="run">The judge's run.</param>
    /// <param name="folder">Made here; must be empty or not there.</param>
    /// <param name="device">Such as cpu.</param>
    /// <param name="dataDirectory">A directory with the data set; null for the one that the run remembers.</param>
    /// <param name="madeBy">The command line that made the run, as the card tells it; the recorded one unless given.</param>
    /// <param name="progress">Hears of the stages.</param>
    /// <exception cref="RunException">The folder holds something.</exception>
    public static PackedJudge Make(
        RunDirectory run, string folder, string device, string? dataDirectory = null, string? madeBy = null,
        IProgress<StageProgress>? progress = null)
    {
        using NativeWork work = NativeWork.Begin();
        RunInfo info = RunInfo.Read(run);
        Device where = LibTorch.Device(device);
        JudgeCheckpoint checkpoint = JudgeCheckpoint.Load(run.Checkpoint(), where);
        JudgeData data = checkpoint.Recipe.Data;
        ImageDataset test = DatasetCatalog.Open(
            new DatasetRequest(data.Name, dataDirectory ?? info.DataDirectory, data.Validation, info.Limit)).Test;
        RunDirectory packed = RunDirectory.Create(folder, RunDirectory.DefaultRoot, run.Name);
        using JudgeClassifier judge = JudgeClassifier.Of(run.Name, checkpoint, where);
        double before = judge.Accuracy(test, Stage());
        bool half = StoredTensors.FitHalfPrecision(checkpoint.Network.parameters());
        JudgeReport after = Write();
        if (half && before - after.Accuracy > MostAccuracy)
        {
            half = false;
            after = Write();
        }

        CheckpointFile weights = ModelCard.Weights(packed.Best);
        var result = new PackedJudge(folder, weights.Size, half, before, after);
        AtomicFile.WriteText(packed.Test, ReportJson.Write(after));
        AtomicFile.WriteText(
            packed.Readme,
            ModelCard.Begin(packed.Name, checkpoint.Recipe.About, run, madeBy, weights, half)
                .Append(result.Figures(Stages.Images(test.Count))).ToString().ReplaceLineEndings("\n"));
        AtomicFile.WriteText(JudgeRun.RecipeOf(packed), JudgeCatalog.ToJson(checkpoint.Recipe)); // last: with it the folder is a judge
        return result;

        IProgress<double>? Stage() => progress.Stage("Measuring", Stages.Images(test.Count));

        JudgeReport Write()
        {
            CheckpointDirectory.Replace(packed.Best, writer => checkpoint.Write(writer, half));
            return JudgeReport.Measure(packed, test, device, Stage()) with { Run = packed.Name };
        }
    }

    private string Figures(string images) => string.Create(
        CultureInfo.InvariantCulture,
        $"""

        ## On the test images

        | figure | value | what it means |
        |---|---|---|
        | accuracy | {100 * After.Accuracy:F2} ± {100 * After.StandardError:F2} % of {images} | {Meaning}. |
        | accuracy before rounding | {100 * AccuracyBefore:F2} % | With the weights as they were trained. |

        """);

    private string Meaning => "The share that is classified as its own class"
        + (After.MirrorsToo ? ", by the mean of the probabilities of an image and of its mirror image" : "");
}
