namespace VaeSharp.Training;

/// <summary>Watches a run: prints, validates, draws, saves. The loop is the same without any.</summary>
public interface ITrainingObserver
{
    /// <summary>After each step.</summary>
    void StepDone(Trainer trainer, StepReport step)
    {
    }

    /// <summary>After the last step of an epoch, before the position moves on: the place to measure.</summary>
    void Measure(Trainer trainer, EpochReport epoch)
    {
    }

    /// <summary>After an epoch, when the position has moved on: the place to save.</summary>
    void EpochDone(Trainer trainer, EpochReport epoch)
    {
    }

    /// <summary>After the last step, whatever ended the run: the place to finish what was put off.</summary>
    void Ended(Trainer trainer, TrainingOutcome outcome)
    {
    }
}
