using System.Diagnostics;
using VaeSharp.Engine;

namespace VaeSharp.Training;

/// <summary>What a training loop spends its time on.</summary>
internal enum TrainingPhase
{
    /// <summary>Gathering, scaling and binarising the images.</summary>
    Batch,

    /// <summary>From the images to the loss.</summary>
    Forward,

    /// <summary>From the loss to the gradients.</summary>
    Backward,

    /// <summary>The gradients' norm, the new weights and their average.</summary>
    Update,

    /// <summary>Measuring the validation images.</summary>
    Validation,

    /// <summary>Metrics, pictures, checkpoints, progress.</summary>
    Observers,
}

/// <summary>Splits the time of a training run by phase, for whoever wants to know; a run without one is not slowed.</summary>
/// <param name="warmUpEpochs">Epochs that are forgotten: the first one compiles and fills caches.</param>
internal sealed class PhaseClock(int warmUpEpochs)
{
    private const int StepsBetweenMemory = 16;

    private readonly double[] _seconds = new double[Enum.GetValues<TrainingPhase>().Length];
    private readonly long[] _resident = new long[Enum.GetValues<TrainingPhase>().Length];
    private readonly List<double> _steps = [];
    private long _mark;
    private long _stepBegan;
    private int _epochs;

    /// <summary>Seconds of all phases together.</summary>
    public double Seconds => _seconds.Sum();

    /// <summary>Images that were trained on.</summary>
    public long Images { get; private set; }

    /// <summary>Epochs that count.</summary>
    public int Epochs => Math.Max(0, _epochs - warmUpEpochs);

    /// <summary>Seconds of each step, from batch to update, in their order.</summary>
    public IReadOnlyList<double> Steps => _steps;

    /// <summary>Seconds spent in a phase.</summary>
    public double SecondsOf(TrainingPhase phase) => _seconds[(int)phase];

    /// <summary>The most memory held at the end of a phase; bytes, looked up now and then.</summary>
    public long ResidentAfter(TrainingPhase phase) => _resident[(int)phase];

    internal void StepBegins() => _mark = _stepBegan = Stopwatch.GetTimestamp();

    /// <summary>The time since the last mark belongs to <paramref name="phase"/>.</summary>
    internal void Mark(TrainingPhase phase)
    {
        long now = Stopwatch.GetTimestamp();
        _seconds[(int)phase] += Stopwatch.GetElapsedTime(_mark, now).TotalSeconds;
        if (_steps.Count % StepsBetweenMemory == 0)
        {
            _resident[(int)phase] = Math.Max(_resident[(int)phase], ProcessMemory.Resident());
            now = Stopwatch.GetTimestamp();
        }

        _mark = now;
    }

    internal void StepEnds(int images)
    {
        Mark(TrainingPhase.Update);
        _steps.Add(Stopwatch.GetElapsedTime(_stepBegan, _mark).TotalSeconds);
        Images += images;
    }

    internal void EpochEnds()
    {
        Mark(TrainingPhase.Observers);
        if (++_epochs <= warmUpEpochs)
        {
            Array.Clear(_seconds);
            _steps.Clear();
            Images = 0;
        }
    }
}
