using System.Diagnostics;
using VaeSharp.Models;

namespace VaeSharp.Training.Observers;

/// <summary>Saves the run after each epoch, and in long epochs now and then.</summary>
/// <param name="run">Where to.</param>
/// <param name="checkpoint">The model in training with its recipe.</param>
/// <param name="interval">The longest time between two saves.</param>
public sealed class CheckpointObserver(RunDirectory run, ModelCheckpoint checkpoint, TimeSpan interval) : ITrainingObserver
{
    private readonly Stopwatch _sinceSave = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void StepDone(Trainer trainer, StepReport step)
    {
        // At the last step of an epoch the position is about to move on; EpochDone saves it.
        if (_sinceSave.Elapsed >= interval && trainer.Position.Batch < trainer.StepsPerEpoch)
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

        Save(trainer);
    }

    /// <summary>Saves now: for a run that is asked to stop.</summary>
    public void Save(Trainer trainer)
    {
        TrainingCheckpoint.Save(run.Last, trainer, checkpoint);
        _sinceSave.Restart();
    }
}
