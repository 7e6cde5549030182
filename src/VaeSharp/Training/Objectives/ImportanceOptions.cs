using System.ComponentModel.DataAnnotations;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Training.Objectives;

/// <summary>A bound of several samples of z for each image.</summary>
/// <param name="Samples">K, within one logarithm.</param>
/// <param name="Gradient">How it reaches the encoder.</param>
/// <param name="WarmupEpochs">Epochs over which the weights' β rises from 0 to 1: Sønderby et al. 2016, section 2.2.</param>
public abstract record ImportanceOptions(
    [property: Range(1, 5000)] int Samples, GradientEstimator Gradient,
    [property: Range(0.0, 10_000.0)] double WarmupEpochs) : ObjectiveOptions
{
    /// <inheritdoc/>
    public override LossMeaning Meaning => WarmupEpochs == 0 ? LossMeaning.Bound : LossMeaning.NoBound;

    /// <inheritdoc/>
    public override int ImportanceSamples => Samples;

    /// <inheritdoc/>
    internal override (double Encoded, double Decoded) PassesPerImage(int classes) => (1, Samples);

    /// <inheritdoc/>
    public override string? WeightedByLikelihood => "samples";

    /// <inheritdoc/>
    public override bool NeedsOneLayer => false;

    /// <inheritdoc/>
    public override bool DetachesPosterior => Gradient != GradientEstimator.Reparameterized;
}
