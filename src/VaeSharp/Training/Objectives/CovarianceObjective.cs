using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Statistics;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>DIP-VAE: −ELBO and a penalty that draws the covariance of the means (I) or latents (II) to the identity.</summary>
/// <remarks>Source: Kumar, Sattigeri &amp; Balakrishnan 2018. See docs/theory.md#dip.</remarks>
public sealed class CovarianceObjective(DipChoice choice) : Objective
{
    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor seen, RandomStream random, double epoch)
    {
        Elbo elbo = model.Elbo(batch.X, batch.Labels, random, seen);
        LatentDistribution q = elbo.Posterior!;
        Tensor covariance = choice is DipIChoice ? LatentCovariance.OfMeans(q.Mean) : LatentCovariance.OfLatents(q);
        Tensor penalty = LatentCovariance.Penalty(covariance, choice.OffDiagonal, choice.Diagonal);
        return new ObjectiveValue(elbo.Loss() + penalty, elbo);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => 1;
}
