using System.ComponentModel.DataAnnotations;
using VaeSharp.Engine;

namespace VaeSharp.Models.Recipes;

/// <summary>How the objective is minimised.</summary>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Batch">Images in one step.</param>
/// <param name="LearningRate">Of Adam, at the peak of the schedule.</param>
/// <param name="Schedule">How the rate changes after the warm-up.</param>
/// <param name="WarmupSteps">Steps over which the rate rises from 0.</param>
/// <param name="Beta1">Adam's decay of the gradient's mean.</param>
/// <param name="Beta2">Adam's decay of the gradient's mean square.</param>
/// <param name="ClipNorm">Gradients are clipped to this global norm; 0 for no clipping.</param>
/// <param name="SkipNorm">Updates with a longer gradient are skipped, as those that are not finite are; 0 skips
/// only the latter. Source: Child 2021, section 4.2.</param>
/// <param name="MaximumSkips">So many skipped updates in a row end the run as diverged.</param>
/// <param name="EmaDecay">Decay of the exponential moving average (EMA) of the weights, which is what is evaluated; 0 for none.</param>
/// <param name="Accumulate">Parts that each batch is cut into: gradients are summed over them, so that only one part's activations
/// take memory at a time.</param>
/// <param name="Precision">Of the products in the networks while training.</param>
/// <param name="Patience">Epochs without a better validation loss that end the run early; 0 for never.</param>
public sealed record TrainingOptions(
    [property: Range(1, 100_000)] int Epochs,
    [property: Range(1, 65_536)] int Batch,
    [property: Range(1e-8, 10.0)] double LearningRate,
    RateSchedule Schedule = RateSchedule.Constant,
    [property: Range(0, 1_000_000)] int WarmupSteps = 0,
    [property: Range(0.0, 0.99999)] double Beta1 = 0.9,
    [property: Range(0.0, 0.99999)] double Beta2 = 0.999,
    [property: Range(0.0, 1e9)] double ClipNorm = 0,
    [property: Range(0.0, 1e9)] double SkipNorm = 0,
    [property: Range(1, 10_000)] int MaximumSkips = 20,
    [property: Range(0.0, 0.999999)] double EmaDecay = 0,
    [property: Range(0, 100_000)] int Patience = 0,
    [property: Range(1, 65_536)] int Accumulate = 1,
    NumberPrecision Precision = NumberPrecision.Float32)
{
    /// <summary>What products are made in on this machine: float32 where the processor has no unit for what is asked for.</summary>
    internal NumberPrecision PrecisionHere => ProductPrecision.HasUnit ? Precision : NumberPrecision.Float32;
}

/// <summary>What the factors of products in dense layers and convolutions are rounded to while training.</summary>
public enum NumberPrecision
{
    /// <summary>Not at all: 24 bits.</summary>
    Float32,

    /// <summary>To 8 bits, with the exponents of float32; sums, weights, optimiser, likelihood, rate and all that is measured stay
    /// float32. Source: Kalamkar et al. 2019. Where the processor has no unit for it, float32 is used.</summary>
    Bfloat16,
}

/// <summary>How the learning rate changes after its warm-up.</summary>
public enum RateSchedule
{
    /// <summary>Stays where the warm-up left it.</summary>
    Constant,

    /// <summary>Falls to 0 along half a cosine. Source: Loshchilov &amp; Hutter 2017, equation 5.</summary>
    Cosine,
}
