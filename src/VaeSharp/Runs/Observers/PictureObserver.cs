using System.Diagnostics;
using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Imaging;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;
using static TorchSharp.torch;

namespace VaeSharp.Runs.Observers;

/// <summary>Samples from the same latents and reconstructions of the same images, after each epoch or, where there are many, after
/// every so many and the last; now and then the curves.</summary>
internal sealed class PictureObserver(
    RunDirectory run, Trainer trainer, ImageDataset images, MetricsObserver metrics, LossNames names) : ITrainingObserver
{
    private static readonly TimeSpan BetweenCurves = TimeSpan.FromSeconds(30);
    private const int Rows = 10;
    private const int MostColumns = 20;
    private const int Pairs = 20;
    private const int MostPictures = 50; // few images make epochs so short that more would take longer than the training
    private const int PairColumns = 5;

    private readonly Stopwatch _sinceCurves = new();

    /// <summary>The last epoch's picture of samples; null before the first, and where it could not be written.</summary>
    internal string? NewestSamples { get; private set; }

    /// <summary>The same of reconstructions.</summary>
    internal string? NewestReconstructions { get; private set; }

    public void EpochDone(TrainingProgress now, EpochReport epoch)
    {
        NewestSamples = NewestReconstructions = null;
        if (IsDrawn(epoch.Epoch, now.Epochs))
        {
            Draw(epoch);
        }

        if (!_sinceCurves.IsRunning || _sinceCurves.Elapsed >= BetweenCurves)
        {
            DrawCurves();
        }
    }

    public void Ended(TrainingProgress now, TrainingOutcome outcome)
    {
        if (metrics.Epochs.Count == 0)
        {
            return;
        }

        if (outcome == TrainingOutcome.StoppedEarly && !IsDrawn(metrics.Epochs[^1].Epoch, now.Epochs))
        {
            Draw(metrics.Epochs[^1]);
        }

        DrawCurves();
    }

    /// <summary>Whether an epoch is one of those that are drawn.</summary>
    /// <param name="epoch">Counted from 1.</param>
    /// <param name="epochs">Of the whole training.</param>
    internal static bool IsDrawn(int epoch, int epochs) =>
        epoch == 1 || epoch == epochs || epoch % ((epochs + MostPictures - 1) / MostPictures) == 0;

    private void Draw(EpochReport epoch) => trainer.WithAverage(() =>
    {
        using var scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        trainer.Model.eval();
        NewestSamples = Save("samples", epoch, Samples(epoch));
        NewestReconstructions = Save("reconstructions", epoch, Reconstructions(epoch));
        return true;
    });

    private void DrawCurves()
    {
        CurvesOf(run.Name, metrics.Epochs, names).Save(run.Curves);
        _sinceCurves.Restart();
    }

    private static CurvePlot CurvesOf(string title, IReadOnlyList<EpochReport> epochs, LossNames names)
    {
        double[] x = [.. epochs.Select(e => (double)e.Epoch)];
        CurvePanel[] parts =
        [
            Panel("loss", f => f.Loss, $": {names.Training}", $": {names.Validation}"),
            Panel("distortion", f => f.Distortion),
        ];
        return epochs.All(e => e.Train.Rate is null)
            ? new CurvePlot(parts) { Title = title }
            : new CurvePlot([.. parts, Panel("rate", f => f.Rate ?? double.NaN)]) { Title = title };

        CurvePanel Panel(
            string name, Func<EpochFigures, double> figure, string ofTraining = "", string ofValidation = "")
        {
            var training = new CurveSeries("training" + ofTraining, x, [.. epochs.Select(e => figure(e.Train))]);
            return epochs.All(e => e.Validation is not null)
                ? new(name, [training, new("validation" + ofValidation, x, [.. epochs.Select(e => figure(e.Validation!))])])
                : new(name, [training]);
        }
    }

    private ImageGrid Samples(EpochReport epoch)
    {
        ModelShape shape = trainer.Model.Shape;
        int columns = shape.SamplesByLabel ? Math.Min(shape.Classes, MostColumns) : Rows;
        using var random = new RandomStream(trainer.Seed, RandomUse.Sampling, device: trainer.Device);
        Tensor? labels = shape.SamplesByLabel
            ? arange(columns, dtype: ScalarType.Int64, device: trainer.Device).repeat(Rows) // [rows · columns]
            : null;
        return new ImageGrid(shape.Images, ImageCells.Of(trainer.Model.Sample(Rows * columns, labels, random)), columns)
        {
            Title = $"samples after epoch {epoch.Epoch}",
            Legend = shape.SamplesByLabel && columns < shape.Classes ? $"the first {columns} of {shape.Classes} classes" : null,
            ColumnHeadings = shape.SamplesByLabel ? [.. images.ClassNames.Take(columns)] : [],
        };
    }

    private ImageGrid Reconstructions(EpochReport epoch)
    {
        int count = Math.Min(Pairs, images.Count);
        using var tensors = new ImageTensors(images.Take(count), trainer.Device);
        using var random = new RandomStream(trainer.Seed, RandomUse.Evaluation, device: trainer.Device);
        ImageBatch batch = tensors.Batch([.. Enumerable.Range(0, count)], Binarization.None, random);
        Tensor reconstructions = trainer.Model.Reconstruct(batch.X, batch.Labels);
        return new ImageGrid(trainer.Model.Shape.Images, ImageCells.Pairs(batch.X, reconstructions), PairColumns)
        {
            Title = $"reconstructions after epoch {epoch.Epoch}",
            Legend = "left: image · right: reconstruction",
        };
    }

    private string Save(string kind, EpochReport epoch, ImageGrid grid)
    {
        string path = run.In(kind, string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch.Epoch:D4}.png"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        grid.Save(path);
        return path;
    }
}
