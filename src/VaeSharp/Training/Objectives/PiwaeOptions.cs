using System.ComponentModel.DataAnnotations;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Training.Objectives;

/// <summary>The decoder by the bound of all M·K weights, the encoder by M bounds of K: Rainforth et al. 2018.</summary>
/// <param name="Groups">M.</param>
/// <param name="Samples">K.</param>
/// <param name="Gradient">How it reaches the encoder.</param>
/// <param name="WarmupEpochs">As of <see cref="ImportanceOptions"/>.</param>
[Choice("piwae", "Decoder by M·K importance weights, encoder by M bounds of K", "Rainforth et al. 2018", Bound = "tighter", Order = 14)]
public sealed record PiwaeOptions(
    [property: Range(1, 5000)] int Groups, int Samples,
    GradientEstimator Gradient = GradientEstimator.Reparameterized,
    double WarmupEpochs = 0) : ImportanceOptions(Samples, Gradient, WarmupEpochs)
{
    /// <inheritdoc/>
    internal override (double Encoded, double Decoded) PassesPerImage(int classes) => (1, (double)Groups * Samples);

    /// <inheritdoc/>
    public override Objective Create(ObjectiveInputs inputs) =>
        new ImportanceObjective(Samples, Groups, wholeForDecoder: true, estimator: Gradient, warmupEpochs: WarmupEpochs);
}
