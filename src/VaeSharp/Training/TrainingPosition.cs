using System.Text.Json.Serialization;

namespace VaeSharp.Training;

/// <summary>Where a run stands: with weights and moments, all that it needs to go on bit by bit as before.</summary>
/// <remarks>Noise and order depend on the seed and these numbers alone.</remarks>
public sealed record TrainingPosition
{
    /// <summary>Epochs done.</summary>
    [JsonRequired]
    public int Epoch { get; init; }

    /// <summary>Batches done of the present epoch.</summary>
    [JsonRequired]
    public int Batch { get; init; }

    /// <summary>Steps done, skipped ones too.</summary>
    [JsonRequired]
    public long Step { get; init; }

    /// <summary>Updates left out since the last good one.</summary>
    [JsonRequired]
    public int SkippedInRow { get; init; }

    /// <summary>Updates left out in all.</summary>
    [JsonRequired]
    public long Skipped { get; init; }

    /// <summary>Sums over the present epoch's images.</summary>
    [JsonInclude]
    [JsonRequired]
    internal EpochSums Sums { get; init; } = new(0, 0, 0, 0);

    /// <summary>The lowest validation loss of any epoch; null before the first.</summary>
    [JsonRequired]
    public double? BestLoss { get; init; }

    /// <summary>Epochs since then.</summary>
    [JsonRequired]
    public int EpochsSinceBest { get; init; }

    /// <summary>Whether the last epoch was the best so far.</summary>
    public bool IsBest => EpochsSinceBest == 0 && Epoch > 0 && Batch == 0;

    /// <summary>Whether a run could have come to stand here.</summary>
    /// <param name="stepsPerEpoch">As its data and batches give it.</param>
    internal bool IsPossible(int stepsPerEpoch) =>
        Epoch >= 0 && Batch >= 0 && Batch <= stepsPerEpoch && Step == ((long)Epoch * stepsPerEpoch) + Batch
        && SkippedInRow >= 0 && Skipped >= SkippedInRow && Skipped <= Step
        && EpochsSinceBest >= 0 && EpochsSinceBest <= Epoch && double.IsFinite(BestLoss ?? 0)
        && Sums is { Images: >= 0 } && double.IsFinite(Sums.Loss) && double.IsFinite(Sums.Distortion) && double.IsFinite(Sums.Rate);

    /// <summary>One step on.</summary>
    public TrainingPosition After(StepReport step) => this with
    {
        Batch = Batch + 1,
        Step = Step + 1,
        Skipped = Skipped + (step.Applied ? 0 : 1),
        SkippedInRow = step.Applied ? 0 : SkippedInRow + 1,
        Sums = step.Applied ? Sums.Plus(step) : Sums,
    };

    /// <summary>Where it stands once the epoch is closed and validated.</summary>
    /// <param name="loss">Its validation loss; where there is none, each epoch counts as the best; one that is not finite is
    /// never the best.</param>
    public TrainingPosition AfterEpoch(double? loss)
    {
        bool best = loss is not { } value || (double.IsFinite(value) && (BestLoss is null || value < BestLoss));
        return this with
        {
            Epoch = Epoch + 1,
            Batch = 0,
            Sums = new(0, 0, 0, 0),
            BestLoss = best ? loss : BestLoss,
            EpochsSinceBest = best ? 0 : EpochsSinceBest + 1,
        };
    }
}

/// <summary>Sums over the images of an epoch so far, nats.</summary>
/// <param name="Images">In the batches that were applied.</param>
/// <param name="Loss">What was lowered.</param>
/// <param name="Distortion">−log p(x|z).</param>
/// <param name="Rate">KL(q(z|x) ‖ p(z)); 0 where there is none.</param>
internal sealed record EpochSums(long Images, double Loss, double Distortion, double Rate)
{
    internal EpochSums Plus(StepReport step) => new(
        Images + step.Images,
        Loss + (step.Images * step.Loss),
        Distortion + (step.Images * step.Distortion),
        Rate + (step.Images * (step.Rate ?? 0)));
}
