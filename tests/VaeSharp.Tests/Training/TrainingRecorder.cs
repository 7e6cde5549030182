using VaeSharp.Training;

namespace VaeSharp.Tests.Training;

/// <summary>Keeps what a run reports, and may act on a step.</summary>
internal sealed class TrainingRecorder : ITrainingObserver
{
    public List<StepReport> Steps { get; } = [];

    public List<EpochReport> Epochs { get; } = [];

    public Action<TrainingPosition>? AfterStep { get; init; }

    public void StepDone(TrainingProgress now, StepReport step)
    {
        Steps.Add(step);
        AfterStep?.Invoke(now.Position);
    }

    public void EpochDone(TrainingProgress now, EpochReport epoch) => Epochs.Add(epoch);
}
