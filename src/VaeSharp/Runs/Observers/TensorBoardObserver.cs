using VaeSharp.Export;
using VaeSharp.Training;

namespace VaeSharp.Runs.Observers;

/// <summary>Writes each epoch's figures and newest samples as TensorBoard events.</summary>
internal sealed class TensorBoardObserver : ITrainingObserver, IDisposable
{
    private readonly TensorBoardFile _events;
    private readonly PictureObserver _pictures;

    /// <summary>Goes on after <paramref name="step"/>: events beyond it are dropped.</summary>
    internal TensorBoardObserver(RunDirectory run, PictureObserver pictures, long step)
    {
        string path = run.In(TensorBoardFile.FileName);
        _pictures = pictures;
        _events = File.Exists(path)
            ? TensorBoardFile.OpenAppend(path, step, Now())
            : TensorBoardFile.Create(path, Now());
    }

    public void EpochDone(TrainingProgress now, EpochReport epoch)
    {
        Write("training", epoch.Train, epoch.Step);
        if (epoch.Validation is not null)
        {
            Write("validation", epoch.Validation, epoch.Step);
        }

        _events.AddScalar("learning_rate", (float)epoch.LearningRate, epoch.Step, Now());
        if (_pictures.NewestSamples is { } picture)
        {
            _events.AddImage("samples", File.ReadAllBytes(picture), epoch.Step, Now());
        }

        _events.Flush();
    }

    public void Dispose() => _events.Dispose();

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private void Write(string split, EpochFigures figures, long step)
    {
        _events.AddScalar($"{split}/loss_nats", (float)figures.Loss, step, Now());
        _events.AddScalar($"{split}/distortion_nats", (float)figures.Distortion, step, Now());
        if (figures.Rate is { } rate)
        {
            _events.AddScalar($"{split}/rate_nats", (float)rate, step, Now());
        }
    }
}
