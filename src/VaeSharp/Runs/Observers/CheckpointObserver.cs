using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Runs.Observers;

/// <summary>Saves the run at its end and, meanwhile, whenever more than a little work could be lost.</summary>
/// <remarks>Weights that validation finds best are saved at once, as they change with the next step. Where nothing is
/// validated the newest are the best. Nothing is saved while updates are being skipped or the loss is not finite.</remarks>
/// <param name="run">The folder whose checkpoints are replaced.</param>
/// <param name="state">What is saved, as it stands when asked.</param>
/// <param name="write">Writes the model in training with its recipe.</param>
/// <param name="every">The longest time between two saves; zero for none within an epoch.</param>
/// <param name="time">Tells how long it has been.</param>
internal sealed class CheckpointObserver(
    RunDirectory run, Func<TrainingState> state, Action<CheckpointWriter> write, TimeSpan every, TimeProvider time) : ITrainingObserver
{
    /// <summary>The longest time between two saves, where nothing else is asked for.</summary>
    public static readonly TimeSpan Usually = TimeSpan.FromSeconds(60);

    // Epochs that follow each other faster than this share a save.
    private static readonly TimeSpan BetweenEpochs = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _atEpochs = every > TimeSpan.Zero && every < BetweenEpochs ? every : BetweenEpochs;
    private long _savedWhen = time.GetTimestamp();
    private long? _savedAt;
    private bool _bestIsDue; // a checkpoint that knows of a best model must not come before it

    /// <inheritdoc/>
    public void StepDone(TrainingProgress now, StepReport step)
    {
        // At the last step of an epoch the position is about to move on; EpochDone saves it.
        if (every > TimeSpan.Zero && now.Position.Batch < now.StepsPerEpoch && SinceSave >= every && IsSound(now.Position))
        {
            Save(withBest: !CheckpointDirectory.Exists(run.Best));
        }
    }

    /// <inheritdoc/>
    public void EpochDone(TrainingProgress now, EpochReport epoch)
    {
        if (!IsSound(now.Position) || epoch.Validation is { } figures && !double.IsFinite(figures.Loss))
        {
            return;
        }

        if (now.Position.IsBest && epoch.Validation is not null)
        {
            _bestIsDue = true;
            TrainingCheckpoint.SaveModel(run.Best, state(), write);
            _bestIsDue = false;
        }

        if (_savedAt is null || SinceSave >= _atEpochs)
        {
            Save();
        }
    }

    /// <inheritdoc/>
    public void Ended(TrainingProgress now, TrainingOutcome outcome)
    {
        if (outcome != TrainingOutcome.Diverged && IsSound(now.Position) && _savedAt != now.Position.Step)
        {
            Save();
        }
    }

    /// <summary>Saves what can be saved where something else has ended the training.</summary>
    internal void Rescue()
    {
        TrainingPosition position = state().Position;
        if (IsSound(position) && !_bestIsDue && _savedAt != position.Step)
        {
            Save();
        }
    }

    // Weights after which every update had to be left out may be those that broke it: the checkpoint before them stays.
    private static bool IsSound(TrainingPosition now) => now.SkippedInRow == 0;

    private TimeSpan SinceSave => time.GetElapsedTime(_savedWhen);

    // Without validation the newest weights are the best ones, and are written twice; within an epoch the last epoch's will do.
    private void Save(bool withBest = true)
    {
        TrainingState now = state();
        if (withBest && now.Position is { Epoch: > 0, BestLoss: null })
        {
            TrainingCheckpoint.SaveModel(run.Best, now, write);
        }

        TrainingCheckpoint.Save(run.Last, now, write);
        _savedAt = now.Position.Step;
        _savedWhen = time.GetTimestamp();
    }
}
