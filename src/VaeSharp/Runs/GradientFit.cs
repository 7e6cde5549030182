using System.Globalization;
using System.Text.Json;
using VaeSharp.Engine;
using VaeSharp.Imaging;
using VaeSharp.Models;
using VaeSharp.Storage;
using VaeSharp.Training.PriorFits;

namespace VaeSharp.Runs;

/// <summary>A fit by gradients that leaves its figures and its state in the run's folder, and the best prior as the fitted one.</summary>
/// <param name="run">The model.</param>
/// <param name="fit">What is fitted, and how.</param>
/// <param name="prior">With fresh weights.</param>
/// <param name="train">What it is fitted to.</param>
/// <param name="validation">What it is judged by; null for nothing, so that the newest weights are the best.</param>
internal sealed class GradientFit(TrainedModel run, PriorFit fit, Prior prior, EncodedSet train, EncodedSet? validation)
{
    // The most that a crash may cost.
    private static readonly TimeSpan BetweenSaves = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time = TimeProvider.System;
    private long _saved;

    /// <summary>Fits to the end of the last epoch, or until asked to stop; the folder is up to date then.</summary>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <param name="epochs">Hears of each epoch.</param>
    /// <param name="stop">Ends it after the present step.</param>
    /// <returns>Mean log density over each epoch while the weights changed, nats; null where it was stopped.</returns>
    /// <exception cref="RunException">Losses are not finite any more.</exception>
    public IReadOnlyList<double>? Run(IProgress<double>? progress, IProgress<string>? epochs, CancellationToken stop)
    {
        using NativeWork work = NativeWork.Begin();
        Directory.CreateDirectory(run.Folder.PriorFit);
        using DirectoryLock held = DirectoryLock.Acquire(run.Folder.PriorFit);
        using var trainer = new PriorTrainer(prior, train, validation, fit.Settings);
        if (fit.Resumes)
        {
            PriorFitCheckpoint.Restore(run.Folder.PriorFitLast, trainer);
        }

        using JsonLinesFile lines = JsonLinesFile.Open(run.Folder.PriorFitMetrics);
        lines.TruncateAfter(line => Parse(line).Epoch <= trainer.Position.Epoch);
        List<FitEpoch> course = [.. JsonLinesFile.Read(run.Folder.PriorFitMetrics).Select(Parse)];
        if (!fit.Resumes)
        {
            Save(trainer); // so that nobody goes on with an earlier fit
        }

        while (!trainer.IsDone && !stop.IsCancellationRequested)
        {
            FitEpoch? epoch = trainer.Step();
            progress?.Report(trainer.Share);
            DemandSound(trainer, epoch);
            if (epoch is not null)
            {
                lines.Append(JsonSerializer.Serialize(epoch, Options));
                course.Add(epoch);
                Keep(trainer, course, epochs);
            }
            else if (_time.GetElapsedTime(_saved) >= BetweenSaves)
            {
                Save(trainer);
            }
        }

        Save(trainer);
        return trainer.IsDone ? [.. course.Select(epoch => -epoch.TrainLoss)] : null;
    }

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private FitEpoch Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<FitEpoch>(line, Options)
                ?? throw new StorageFormatException(run.Folder.PriorFitMetrics, "null", "an epoch's figures");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new StorageFormatException(run.Folder.PriorFitMetrics, JsonFault.InWords(fault), "an epoch's figures", fault);
        }
    }

    private void Keep(PriorTrainer trainer, List<FitEpoch> course, IProgress<string>? epochs)
    {
        FitEpoch epoch = course[^1];
        if (trainer.Position.IsBest)
        {
            trainer.WithAverage(() =>
            {
                new FittedPrior(fit.Choice, prior, run.Digest).Save(run.Folder.FittedPrior);
                return true;
            });
        }

        if (trainer.IsDone || _time.GetElapsedTime(_saved) >= BetweenSaves)
        {
            Save(trainer);
            Curves(course).Save(run.Folder.PriorFitCurves);
        }

        string judged = epoch.ValidationLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $" · validation {loss:F2}") : "";
        string best = epoch.ValidationLoss is not null && trainer.Position.IsBest ? " · the best so far" : "";
        epochs?.Report(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch}/{fit.Settings.Training.Epochs} · {fit.Choice.LossName} {epoch.TrainLoss:F2}{judged}{best}"));
    }

    // Weights after which every update had to be left out may be those that broke it: the state before them stays.
    private void Save(PriorTrainer trainer)
    {
        if (trainer.Position.SkippedInRow == 0)
        {
            PriorFitCheckpoint.Save(run.Folder.PriorFitLast, trainer, fit.Choice, run.Digest, fit.Samples);
            _saved = _time.GetTimestamp();
        }
    }

    private void DemandSound(PriorTrainer trainer, FitEpoch? epoch)
    {
        if (trainer.HasDiverged || !double.IsFinite(epoch?.ValidationLoss ?? 0))
        {
            throw run.Fault(
                RunFault.PriorNotFittable,
                $"The fit of {run.Name} diverged at step {trainer.Position.Step}: losses or gradients are not finite. A learning rate "
                + $"below {fit.Settings.Training.LearningRate.ToString(CultureInfo.InvariantCulture)} may do.");
        }
    }

    private CurvePlot Curves(List<FitEpoch> course)
    {
        double[] x = [.. course.Select(e => (double)e.Epoch)];
        var training = new CurveSeries("training", x, [.. course.Select(e => e.TrainLoss)]);
        CurveSeries[] judged = course.All(e => e.ValidationLoss is not null)
            ? [new CurveSeries("validation", x, [.. course.Select(e => e.ValidationLoss!.Value)])]
            : [];
        return new CurvePlot([new CurvePanel(fit.Choice.LossName, [training, .. judged])])
        {
            Title = $"{run.Name}: fitted prior",
        };
    }
}
