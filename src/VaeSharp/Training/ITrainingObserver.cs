namespace VaeSharp.Training;

/// <summary>Watches a training: prints, draws, saves. It only looks: the weights come out the same without any.</summary>
public interface ITrainingObserver
{
    /// <summary>After each step.</summary>
    void StepDone(TrainingProgress now, StepReport step)
    {
    }

    /// <summary>After an epoch, when the position has moved on: the place to save.</summary>
    void EpochDone(TrainingProgress now, EpochReport epoch)
    {
    }

    /// <summary>After the last step, whatever ended the training: the place to finish what was put off.</summary>
    void Ended(TrainingProgress now, TrainingOutcome outcome)
    {
    }
}

/// <summary>How far a training is.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Epochs">Of the recipe.</param>
/// <param name="StepsPerEpoch">Batches in one pass over the training images.</param>
public readonly record struct TrainingProgress(TrainingPosition Position, int Epochs, int StepsPerEpoch)
{
    /// <summary>Steps of the whole training.</summary>
    public long Steps => (long)Epochs * StepsPerEpoch;
}

/// <summary>Several observers, told in their order.</summary>
internal static class Observers
{
    internal static void StepDone(this IReadOnlyList<ITrainingObserver> observers, TrainingProgress now, StepReport step)
    {
        foreach (ITrainingObserver observer in observers)
        {
            observer.StepDone(now, step);
        }
    }

    internal static void EpochDone(this IReadOnlyList<ITrainingObserver> observers, TrainingProgress now, EpochReport epoch)
    {
        foreach (ITrainingObserver observer in observers)
        {
            observer.EpochDone(now, epoch);
        }
    }

    internal static void Ended(this IReadOnlyList<ITrainingObserver> observers, TrainingProgress now, TrainingOutcome outcome)
    {
        foreach (ITrainingObserver observer in observers)
        {
            observer.Ended(now, outcome);
        }
    }
}
