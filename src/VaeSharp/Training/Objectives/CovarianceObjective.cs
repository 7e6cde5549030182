using System.ComponentModel.DataAnnotations;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Statistics;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>−ELBO and a penalty on the covariance of the latents: Kumar, Sattigeri &amp; Balakrishnan 2018.</summary>
/// <param name="OffDiagonal">Weight of the squared covariances of two dimensions.</param>
/// <param name="Diagonal">Weight of the squared distances of the variances from 1.</param>
public abstract record DipOptions(
    [property: Range(0.0, 100_000.0)] double OffDiagonal,
    [property: Range(0.0, 100_000.0)] double Diagonal) : ObjectiveOptions
{
    /// <inheritdoc/>
    public override bool NeedsWholeBatch => true;

    /// <inheritdoc/>
    public override LossMeaning Meaning => LossMeaning.Bound;

    /// <inheritdoc/>
    public override string? NeedsStandardNormal => "makes latent dimensions independent of each other, as those of N(0, I) are";

    /// <inheritdoc/>
    public override string? NeedsGaussian => "needs the mean and the covariance of q(z|x)";

    /// <summary>The covariance that is penalised; shape [D, D].</summary>
    /// <param name="posterior">q(z|x) of a batch.</param>
    public abstract Tensor Covariance(LatentDistribution posterior);

    /// <inheritdoc/>
    public sealed override Objective Create(ObjectiveInputs inputs) => new CovarianceObjective(this);
}

/// <summary>DIP-VAE: −ELBO and a penalty that draws the covariance of the means (I) or latents (II) to the identity.</summary>
/// <remarks>Source: Kumar, Sattigeri &amp; Balakrishnan 2018. See docs/theory.md#dip.</remarks>
internal sealed class CovarianceObjective(DipOptions choice) : Objective
{
    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double epoch)
    {
        Elbo elbo = model.Elbo(batch.X, batch.Labels, random, encoderInput);
        Tensor penalty = LatentCovariance.Penalty(choice.Covariance(elbo.Posterior!), choice.OffDiagonal, choice.Diagonal);
        return new ObjectiveValue(elbo.Loss() + penalty, elbo);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => 1;
}
