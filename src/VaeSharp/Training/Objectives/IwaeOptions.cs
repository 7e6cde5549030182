using System.ComponentModel.DataAnnotations;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Training.Objectives;

/// <summary>log of the mean of K weights: Burda et al. 2016.</summary>
/// <param name="Samples">K.</param>
/// <param name="Gradient">How it reaches the encoder.</param>
/// <param name="BackwardSamples">The gradient passes through so many of the K samples, chosen by their weights; 0 for
/// all. Source: section 3.</param>
/// <param name="FirstSamples">Takes the place of K in the first epochs, with gradients through all of them: most of the
/// way is then gone at less cost. The paper goes on so, with K = 50 from what K = 1 has learned (section 5).</param>
/// <param name="FirstShare">The part of the training that these epochs are; 0 for none.</param>
/// <param name="WarmupEpochs">As of <see cref="ImportanceOptions"/>.</param>
[Choice("iwae", "Log of the mean of K importance weights", "Burda et al. 2016", Bound = "tighter", Order = 11)]
public sealed record IwaeOptions(
    int Samples, GradientEstimator Gradient = GradientEstimator.Reparameterized,
    [property: Range(0, 5000)] int BackwardSamples = 0,
    [property: Range(0, 5000)] int FirstSamples = 0,
    [property: Range(0.0, 0.99)] double FirstShare = 0,
    double WarmupEpochs = 0) : ImportanceOptions(Samples, Gradient, WarmupEpochs)
{
    /// <inheritdoc/>
    public override int FirstEpochs(int epochs) => (int)Math.Round(FirstShare * epochs);

    /// <inheritdoc/>
    public override IwaeOptions OnlyFirst() => FirstSamples > 0
        ? this with { Samples = FirstSamples, BackwardSamples = 0, FirstSamples = 0, FirstShare = 0 }
        : this;

    /// <inheritdoc/>
    public override IwaeOptions WithoutFirst() => this with { FirstSamples = 0, FirstShare = 0 };

    /// <inheritdoc/>
    public override bool DrawsBeforeDecoding => BackwardSamples > 0;

    /// <inheritdoc/>
    /// <remarks>Samples that no gradient passes through keep what the next layer reads, at most a quarter.</remarks>
    internal override (double Encoded, double Decoded) PassesPerImage(int classes) =>
        (1, Math.Max(FirstSamples, BackwardSamples > 0 ? BackwardSamples + ((Samples - BackwardSamples) / 4.0) : Samples));

    /// <inheritdoc/>
    public override string? FaultIn(Recipe recipe) => BackwardSamples > Samples
        ? $"objective.backwardSamples {BackwardSamples} are more than objective.samples {Samples}, which they are chosen among."
        : FirstSamples > 0 != FirstShare > 0 || FirstSamples >= Samples
        ? $"objective.firstSamples {FirstSamples} and objective.firstShare {FirstShare} train with fewer than objective.samples "
            + $"{Samples} at first. Give both, the former below it, or set both to 0."
        : null;

    /// <inheritdoc/>
    public override Objective Create(ObjectiveInputs inputs) => new ImportanceObjective(
        Samples, estimator: Gradient, backwardSamples: BackwardSamples, firstSamples: FirstSamples,
        firstEpochs: FirstEpochs(inputs.Recipe.Training.Epochs), warmupEpochs: WarmupEpochs);
}
