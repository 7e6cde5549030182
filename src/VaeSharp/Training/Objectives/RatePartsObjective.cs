using System.ComponentModel.DataAnnotations;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Statistics;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>The rate in three parts with a weight each: Chen et al. 2018.</summary>
/// <param name="Information">α, of the mutual information between image and latent.</param>
/// <param name="Correlation">β, of the total correlation of the latent dimensions.</param>
/// <param name="Dimensions">γ, of what each dimension by itself differs from the prior.</param>
[Choice("beta-tc", "The rate in three parts, the total correlation weighted by β", "Chen et al. 2018", Bound = "none", Order = 3)]
public sealed record BetaTcOptions(
    [property: Range(0.0, 1000.0)] double Correlation,
    [property: Range(0.0, 1000.0)] double Information = 1,
    [property: Range(0.0, 1000.0)] double Dimensions = 1) : ObjectiveOptions
{
    /// <inheritdoc/>
    public override bool NeedsWholeBatch => true;

    /// <inheritdoc/>
    public override string? NeedsStandardNormal => "compares each latent dimension with N(0, 1)";

    /// <inheritdoc/>
    public override string? NeedsGaussian => "needs the density of each latent dimension by itself";

    /// <inheritdoc/>
    /// <remarks>The density of each sample under each image's posterior, dimension by dimension.</remarks>
    internal override double StepNumbers(StepSizes sizes) => 6 * sizes.Encoded * sizes.Encoded * sizes.Latents;

    /// <inheritdoc/>
    public override Objective Create(ObjectiveInputs inputs) => new RatePartsObjective(this, inputs.Images);
}

/// <summary>β-TC-VAE: distortion + α · mutual information + β · total correlation + γ · KL of the dimensions.</summary>
/// <remarks>
/// The three parts sum to the rate, which is known without sampling, so the loss is computed as −ELBO and the parts by
/// samples with weights α − 1, β − 1 and γ − 1: the same on average, and −ELBO itself where all three are 1.
/// Source: Chen, Li, Grosse &amp; Duvenaud 2018, section 3. See docs/theory.md#total-correlation.
/// </remarks>
/// <param name="choice">The weights.</param>
/// <param name="images">N, how many there are to train on.</param>
internal sealed class RatePartsObjective(BetaTcOptions choice, int images) : Objective
{
    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double epoch)
    {
        Elbo elbo = model.Elbo(batch.X, batch.Labels, random, encoderInput);
        RateParts parts = RateParts.Of(elbo.Posterior!, elbo.Z!, images);
        Tensor loss = elbo.Loss()
            + ((choice.Information - 1) * parts.Information.mean())
            + ((choice.Correlation - 1) * parts.Correlation.mean())
            + ((choice.Dimensions - 1) * parts.Dimensions.mean());
        return new ObjectiveValue(loss, elbo);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => 1;
}
