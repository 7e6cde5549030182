using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Nn.Statistics;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>Distortion + a · rate + b · MMD² of all latents from the prior: InfoVAE, and with a = 0 the WAE.</summary>
/// <remarks>Sources: Zhao, Song &amp; Ermon 2019; Tolstikhin et al. 2018, algorithm 2. See docs/theory.md#mmd.</remarks>
/// <param name="rateWeight">a, of KL(q(z|x) ‖ p(z)).</param>
/// <param name="weight">b, of MMD².</param>
/// <param name="kernel">Of the discrepancy.</param>
/// <param name="scale">Of the kernel, in standard deviations of the prior.</param>
internal sealed class DiscrepancyObjective(
    double rateWeight, double weight, DiscrepancyKernel kernel, double scale) : Objective
{
    /// <summary>The difference of each pair of latents, among those of the batch, among those of the prior, and between the two.</summary>
    internal static double StepNumbers(StepSizes sizes) => 3 * 2 * sizes.Encoded * sizes.Encoded * sizes.Latents;

    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double epoch)
    {
        Elbo elbo = model.Elbo(batch.X, batch.Labels, random, encoderInput);
        Tensor z = elbo.Z!;
        Tensor prior = model.SampleLatents(z.shape[0], batch.Labels, random);
        Tensor discrepancy = MaximumMeanDiscrepancy.OfScale(kernel, z.shape[1], scale).Unbiased(z, prior);
        return new ObjectiveValue(elbo.Loss(rateWeight) + (weight * discrepancy), elbo);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => rateWeight;
}
