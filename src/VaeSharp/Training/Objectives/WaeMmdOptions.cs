using System.ComponentModel.DataAnnotations;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Statistics;

namespace VaeSharp.Training.Objectives;

/// <summary>Distortion + λ · MMD²: Tolstikhin, Bousquet, Gelly &amp; Schölkopf 2018.</summary>
/// <param name="Lambda">λ.</param>
/// <param name="Kernel">Of the discrepancy.</param>
/// <param name="Scale">Of the kernel, in standard deviations of the prior.</param>
[Choice("wae-mmd", "Distortion + λ · MMD² of the latents from the prior", "Tolstikhin et al. 2018", Bound = "none", Order = 8)]
public sealed record WaeMmdOptions(
    [property: Range(0.0, 100_000.0)] double Lambda,
    DiscrepancyKernel Kernel = DiscrepancyKernel.InverseMultiquadratic,
    [property: Range(0.01, 100.0)] double Scale = 1) : ObjectiveOptions
{
    /// <inheritdoc/>
    public override bool NeedsWholeBatch => true;

    /// <inheritdoc/>
    public override string? NeedsStandardNormal => "compares latents with samples of a prior that stays as it is";

    /// <inheritdoc/>
    internal override double StepNumbers(StepSizes sizes) => DiscrepancyObjective.StepNumbers(sizes);

    /// <inheritdoc/>
    /// <remarks>a = 0 and b = λ.</remarks>
    public override Objective Create(ObjectiveInputs inputs) => new DiscrepancyObjective(0, Lambda, Kernel, Scale);
}
