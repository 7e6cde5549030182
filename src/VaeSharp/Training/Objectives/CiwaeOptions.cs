using System.ComponentModel.DataAnnotations;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Training.Objectives;

/// <summary>A share of the ELBO, the rest of it the bound of K weights: Rainforth et al. 2018.</summary>
/// <param name="Samples">K.</param>
/// <param name="ElboShare">β.</param>
/// <param name="Gradient">How it reaches the encoder.</param>
/// <param name="WarmupEpochs">As of <see cref="ImportanceOptions"/>.</param>
[Choice("ciwae", "A share of the ELBO, the rest from K importance weights", "Rainforth et al. 2018", Bound = "tighter", Order = 13)]
public sealed record CiwaeOptions(
    int Samples, [property: Range(0.0, 1.0)] double ElboShare,
    GradientEstimator Gradient = GradientEstimator.Reparameterized,
    double WarmupEpochs = 0) : ImportanceOptions(Samples, Gradient, WarmupEpochs)
{
    /// <inheritdoc/>
    public override Objective Create(ObjectiveInputs inputs) =>
        new ImportanceObjective(Samples, elboShare: ElboShare, estimator: Gradient, warmupEpochs: WarmupEpochs);
}
