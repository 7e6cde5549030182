using System.ComponentModel.DataAnnotations;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Training.Objectives;

/// <summary>The mean over M bounds of K weights each: Rainforth et al. 2018.</summary>
/// <param name="Groups">M.</param>
/// <param name="Samples">K.</param>
/// <param name="Gradient">How it reaches the encoder.</param>
/// <param name="WarmupEpochs">As of <see cref="ImportanceOptions"/>.</param>
[Choice("miwae", "Mean of M bounds of K importance weights each", "Rainforth et al. 2018", Bound = "tighter", Order = 12)]
public sealed record MiwaeOptions(
    [property: Range(1, 5000)] int Groups, int Samples,
    GradientEstimator Gradient = GradientEstimator.Reparameterized,
    double WarmupEpochs = 0) : ImportanceOptions(Samples, Gradient, WarmupEpochs)
{
    /// <inheritdoc/>
    internal override (double Encoded, double Decoded) PassesPerImage(int classes) => (1, (double)Groups * Samples);

    /// <inheritdoc/>
    public override Objective Create(ObjectiveInputs inputs) =>
        new ImportanceObjective(Samples, Groups, estimator: Gradient, warmupEpochs: WarmupEpochs);
}
