using System.ComponentModel.DataAnnotations;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Training.PriorFits;

/// <summary>How a prior is fitted by gradients.</summary>
/// <param name="Training">Epochs, batches, rates and average.</param>
/// <param name="LabelDropout">The share of encodings whose label is left out in a step, so that p(z) is learned beside p(z|y).</param>
/// <param name="Dropout">The share of a layer's numbers that are left out in a step, for networks that know it.</param>
/// <param name="Seed">Of initial weights, order and noise.</param>
internal sealed record FitSettings(
    TrainingOptions Training,
    [property: Range(0.0, 1.0)] double LabelDropout = 0,
    [property: Range(0.0, 0.9)] double Dropout = 0,
    ulong Seed = 0)
{
    private const double LongestGradient = 10; // of nats of an encoding; a density can be steep at first
    private const double UsualAverage = 0.999;
    private const int UsualWarmup = 200;

    /// <summary>What is usual: a warm-up, a cosine, clipping and an average.</summary>
    /// <param name="choice">Of the prior.</param>
    /// <param name="epochs">Passes over the encodings.</param>
    /// <param name="batch">Encodings in a step; null for as many as the choice usually takes.</param>
    /// <param name="rate">The learning rate at its peak; null for that of the choice.</param>
    /// <param name="precision">Of the products in its network.</param>
    public static FitSettings For(
        PriorOptions choice, int epochs, int? batch = null, double? rate = null,
        NumberPrecision precision = NumberPrecision.Float32) => new(new TrainingOptions(
            epochs, batch ?? choice.FitBatch, rate ?? choice.FitRate, RateSchedule.Cosine, UsualWarmup, ClipNorm: LongestGradient,
            EmaDecay: UsualAverage, Precision: precision));
}
