using System.ComponentModel.DataAnnotations;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Statistics;

namespace VaeSharp.Training.Objectives;

/// <summary>Distortion + (1 − α) · rate + (α + λ − 1) · MMD²: Zhao, Song &amp; Ermon 2019.</summary>
/// <param name="Alpha">α, weight of the mutual information between image and latent.</param>
/// <param name="Lambda">λ, weight of the distance of all latents from the prior; at least 1 − α.</param>
/// <param name="Kernel">Of the discrepancy.</param>
/// <param name="Scale">Of the kernel, in standard deviations of the prior.</param>
[Choice("info-vae", "Distortion + (1 − α) · rate + (α + λ − 1) · MMD²", "Zhao et al. 2019", Bound = "none", Order = 7)]
public sealed record InfoVaeOptions(
    [property: Range(-1000.0, 1.0)] double Alpha,
    [property: Range(0.0, 100_000.0)] double Lambda,
    DiscrepancyKernel Kernel = DiscrepancyKernel.InverseMultiquadratic,
    [property: Range(0.01, 100.0)] double Scale = 1) : ObjectiveOptions
{
    /// <inheritdoc/>
    public override bool NeedsWholeBatch => true;

    /// <inheritdoc/>
    public override string? NeedsStandardNormal => "compares latents with samples of a prior that stays as it is";

    /// <inheritdoc/>
    public override string? FaultIn(Recipe recipe) => Alpha + Lambda < 1
        ? $"objective.lambda {Lambda} is below 1 − objective.alpha = {1 - Alpha}, so that '{Kind}' would drive the latents away from "
            + "the prior. Raise either."
        : null;

    /// <inheritdoc/>
    internal override double StepNumbers(StepSizes sizes) => DiscrepancyObjective.StepNumbers(sizes);

    /// <inheritdoc/>
    /// <remarks>a = 1 − α and b = α + λ − 1.</remarks>
    public override Objective Create(ObjectiveInputs inputs) => new DiscrepancyObjective(1 - Alpha, Alpha + Lambda - 1, Kernel, Scale);
}
