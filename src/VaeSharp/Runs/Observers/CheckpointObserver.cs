using System.Diagnostics;
using VaeSharp.Models;
using VaeSharp.Training;

namespace VaeSharp.Runs.Observers;

/// <summary>Saves the run at its end and, meanwhile, whenever more than a little work could be lost.</summary>
/// <remarks>Weights that validation finds best are saved at once, as they change with the next step. Where nothing is
/// validated the newest are the best. Nothing is saved while updates are being skipped or the loss is not finite.</remarks>
/// <param name="run">The folder whose checkpoints are replaced.</param>
/// <param name="trainer">Whose state is saved.</param>
/// <param name="checkpoint">The model in training with its recipe.</param>
/// <param name="betweenEpochs">Epochs that follow each other faster than this share a save.</param>
/// <param name="withinEpoch">The longest time between two saves.</param>
internal sealed class CheckpointObserver(
    RunDirectory run, Trainer trainer, ModelCheckpoint checkpoint, TimeSpan betweenEpochs, TimeSpan withinEpoch) : ITrainingObserver
{
    private readonly Stopwatch _sinceSave = Stopwatch.StartNew();
    private long? _savedAt;
    private bool _bestIsDue; // a checkpoint that knows of a best model must not come before it

    /// <inheritdoc/>
    public void StepDone(TrainingProgress now, StepReport step)
    {
        // At the last step of an epoch the position is about to move on; EpochDone saves it.
        if (_sinceSave.Elapsed >= withinEpoch && IsSound(now) && now.Position.Batch < now.StepsPerEpoch)
        {
            Save();
        }
    }

    /// <inheritdoc/>
    public void EpochDone(TrainingProgress now, EpochReport epoch)
    {
        if (!IsSound(now) || epoch.Validation is { } figures && !double.IsFinite(figures.Loss))
        {
            return;
        }

        if (now.Position.IsBest && epoch.Validation is not null)
        {
            _bestIsDue = true;
            TrainingCheckpoint.SaveModel(run.Best, trainer, checkpoint);
            _bestIsDue = false;
        }

        if (_savedAt is null || _sinceSave.Elapsed >= betweenEpochs)
        {
            Save();
        }
    }

    /// <inheritdoc/>
    public void Ended(TrainingProgress now, TrainingOutcome outcome)
    {
        if (outcome != TrainingOutcome.Diverged && IsSound(now) && _savedAt != now.Position.Step)
        {
            Save();
        }
    }

    /// <summary>Saves what can be saved where something else has ended the training.</summary>
    internal void Rescue()
    {
        if (IsSound(trainer.Progress) && !_bestIsDue && _savedAt != trainer.Position.Step)
        {
            Save();
        }
    }

    // Weights after which every update had to be left out may be those that broke it: the checkpoint before them stays.
    private static bool IsSound(TrainingProgress now) => now.Position.SkippedInRow == 0;

    private void Save()
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
