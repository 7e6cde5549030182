using System.Text.Json.Serialization;

namespace VaeSharp.Evaluation;

/// <summary>How much a conditional model depends on its label.</summary>
/// <param name="Images">That were decoded with both labels.</param>
/// <param name="Seed">Of the noise and of the wrong labels.</param>
/// <param name="Right">With the images' own labels.</param>
/// <param name="Wrong">With other labels, the noise being the same.</param>
internal sealed record RelabellingReport(int Images, ulong Seed, LabelFigures Right, LabelFigures Wrong)
{
    /// <summary>The wrong label of each image, in the data set's order.</summary>
    [JsonIgnore]
    public byte[] WrongLabels { get; init; } = [];

    /// <summary>How much −ELBO, or the loss in its place, rises with wrong labels; nats per image.</summary>
    public double LossGapNats => Wrong.Bound.CriterionNats - Right.Bound.CriterionNats;

    /// <summary>How much the rate rises with wrong labels; nats per image; null where there is none.</summary>
    public double? RateGapNats => Wrong.Bound.RateNats - Right.Bound.RateNats;

    /// <summary>How much the distortion, or the cross-entropy, rises with wrong labels; nats per image.</summary>
    public double DistortionGapNats => Wrong.Bound.ReconstructionNats - Right.Bound.ReconstructionNats;

    /// <summary>How much the reconstructions' mean squared error rises with wrong labels.</summary>
    public double ReconstructionMseGap => Wrong.Reconstruction.Mse - Right.Reconstruction.Mse;
}

/// <summary>A model's figures with one choice of labels.</summary>
/// <param name="Bound">The bound and its parts.</param>
/// <param name="Reconstruction">Of the posterior's mean, against what the likelihood's target is.</param>
/// <param name="JudgedActual">The share of reconstructions that the classifier assigns to the image's own class.</param>
/// <param name="JudgedGiven">The share of reconstructions that the classifier assigns to the given label.</param>
internal sealed record LabelFigures(
    BoundReport Bound, PixelError Reconstruction, double? JudgedActual, double? JudgedGiven);
