namespace VaeSharp.Training;

/// <summary>What one step did.</summary>
/// <param name="Images">In the batch.</param>
/// <param name="Loss">What was lowered; nats per image.</param>
/// <param name="Distortion">−log p(x|z); nats per image.</param>
/// <param name="Rate">KL(q(z|x) ‖ p(z)); nats per image; null where the encoder gives a point and there is none.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">That was used.</param>
/// <param name="Applied">False where the guard left the update out.</param>
public sealed record StepReport(
    int Images, double Loss, double Distortion, double? Rate, double GradientNorm, double LearningRate, bool Applied);

/// <summary>Means over images; nats per image.</summary>
/// <param name="Loss">What was lowered; outside of training −ELBO, or the distortion where there is no ELBO.</param>
/// <param name="Distortion">−log p(x|z).</param>
/// <param name="Rate">KL(q(z|x) ‖ p(z)); null where the encoder gives a point and there is none.</param>
public sealed record EpochFigures(double Loss, double Distortion, double? Rate);

/// <summary>What one epoch did. Holds no time, so that equal runs report equally.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Step">Steps done.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="Beta">Weight of the rate at the end of the epoch.</param>
/// <param name="Skipped">Updates left out so far.</param>
/// <param name="Train">Means over the epoch, while the weights changed.</param>
public sealed record EpochReport(
    int Epoch, long Step, double LearningRate, double Beta, long Skipped, EpochFigures Train)
{
    /// <summary>−ELBO, or what stands in its place, and its parts on the validation images; null without any.</summary>
    public EpochFigures? Validation { get; init; }
}

/// <summary>How a run ended.</summary>
public enum TrainingOutcome
{
    /// <summary>All epochs are done.</summary>
    Finished,

    /// <summary>Validation got no better for the recipe's patience.</summary>
    StoppedEarly,

    /// <summary>Somebody asked it to stop.</summary>
    Interrupted,

    /// <summary>Too many updates in a row, or all of the last epoch, were not finite or too large; or the validation loss
    /// is not finite.</summary>
    Diverged,
}
