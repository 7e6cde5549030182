using System.Diagnostics;
using VaeSharp.Models;

namespace VaeSharp.Training.Observers;

/// <summary>Saves the run at its end and, meanwhile, whenever more than a little work could be lost.</summary>
/// <remarks>Weights that validation finds best are saved at once, as they change with the next step. Where nothing is
/// validated the newest are the best. Nothing is saved while updates are being skipped or the loss is not finite.</remarks>
/// <param name="run">Where to.</param>
/// <param name="checkpoint">The model in training with its recipe.</param>
/// <param name="betweenEpochs">Epochs that follow each other faster than this share a save.</param>
/// <param name="withinEpoch">The longest time between two saves.</param>
public sealed class CheckpointObserver(
    RunDirectory run, ModelCheckpoint checkpoint, TimeSpan betweenEpochs, TimeSpan withinEpoch) : ITrainingObserver
{
    private readonly Stopwatch _sinceSave = Stopwatch.StartNew();
    private long? _savedAt;

    /// <inheritdoc/>
    public void StepDone(Trainer trainer, StepReport step)
    {
        // At the last step of an epoch the position is about to move on; EpochDone saves it.
        if (_sinceSave.Elapsed >= withinEpoch && IsSound(trainer) && trainer.Position.Batch < trainer.StepsPerEpoch)
        {
            Save(trainer);
        }
    }

    /// <inheritdoc/>
    public void EpochDone(Trainer trainer, EpochReport epoch)
    {
        if (!IsSound(trainer) || epoch.Validation is { } figures && !double.IsFinite(figures.Loss))
        {
            return;
        }

        if (trainer.Position.IsBest && epoch.Validation is not null)
        {
            TrainingCheckpoint.SaveModel(run.Best, trainer, checkpoint);
        }

        if (_savedAt is null || _sinceSave.Elapsed >= betweenEpochs)
        {
            Save(trainer);
        }
    }

    /// <inheritdoc/>
    public void Ended(Trainer trainer, TrainingOutcome outcome)
    {
        if (outcome != TrainingOutcome.Diverged && IsSound(trainer) && _savedAt != trainer.Position.Step)
        {
            Save(trainer);
        }
    }

    // Weights after which every update had to be left out may be those that broke it: the checkpoint before them stays.
    private static bool IsSound(Trainer trainer) => trainer.Position.SkippedInRow == 0;

    private void Save(Trainer trainer)
    {
        if (trainer.Position is { Epoch: > 0, BestLoss: null })
        {
            TrainingCheckpoint.SaveModel(run.Best, trainer, checkpoint);
        }

        TrainingCheckpoint.Save(run.Last, trainer, checkpoint);
        _savedAt = trainer.Position.Step;
        _sinceSave.Restart();
    }
}
