using System.Diagnostics;
using VaeSharp.Models;

namespace VaeSharp.Training.Observers;

/// <summary>Saves the run at its end and, meanwhile, whenever more than a little work could be lost.</summary>
/// <remarks>What was best so far is saved at once, as the weights change with the next step.</remarks>
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
        if (_sinceSave.Elapsed >= withinEpoch && trainer.Position.Batch < trainer.StepsPerEpoch)
        {
            Save(trainer);
        }
    }

    /// <inheritdoc/>
    public void EpochDone(Trainer trainer, EpochReport epoch)
    {
        if (trainer.Position.IsBest)
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
        if (outcome != TrainingOutcome.Diverged && _savedAt != trainer.Position.Step)
        {
            Save(trainer);
        }
    }

    private void Save(Trainer trainer)
    {
        TrainingCheckpoint.Save(run.Last, trainer, checkpoint);
        _savedAt = trainer.Position.Step;
        _sinceSave.Restart();
    }
}
