using VaeSharp.Training;

namespace VaeSharp.Tests.Training;

/// <summary>Keeps what a run reports, and may act on a step or give an epoch its validation loss.</summary>
internal sealed class TrainingRecorder : ITrainingObserver
{
    public List<StepReport> Steps { get; } = [];

    public List<EpochReport> Epochs { get; } = [];

    public Action<Trainer>? AfterStep { get; init; }

    public Func<int, double>? ValidationLoss { get; init; }

    public void StepDone(Trainer trainer, StepReport step)
    {
        Steps.Add(step);
        AfterStep?.Invoke(trainer);
    }

    public void Measure(Trainer trainer, EpochReport epoch)
    {
        Epochs.Add(epoch);
        if (ValidationLoss is not null)
        {
            epoch.Validation = new EpochFigures(ValidationLoss(epoch.Epoch), 0, 0);
        }
    }
}
