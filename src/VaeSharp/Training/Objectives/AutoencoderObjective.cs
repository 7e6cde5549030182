using System.ComponentModel.DataAnnotations;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>An autoencoder without noise, z = μ(x), with penalties in its place: Ghosh et al. 2020.</summary>
/// <param name="Latent">β, weight of ½ |z|².</param>
/// <param name="Penalty">λ, weight of what keeps the decoder smooth.</param>
public abstract record RaeOptions(
    [property: Range(0.0, 1000.0)] double Latent,
    [property: Range(0.0, 1000.0)] double Penalty) : ObjectiveOptions
{
    /// <inheritdoc/>
    public override bool IsDeterministic => true;

    /// <inheritdoc/>
    public override string? NeedsStandardNormal => "has no rate that would train a prior";

    /// <summary>What keeps the decoder smooth, of a batch; a scalar.</summary>
    /// <param name="model">In training.</param>
    /// <param name="z">Latents, shape [B, D].</param>
    /// <param name="labels">Of the batch.</param>
    /// <param name="random">For a penalty that samples directions.</param>
    public abstract Tensor Roughness(VariationalAutoencoder model, Tensor z, Tensor labels, RandomStream random);

    /// <inheritdoc/>
    public sealed override Objective Create(ObjectiveInputs inputs) => new AutoencoderObjective(this);
}

/// <summary>RAE: an autoencoder without noise, −log p(x|z) at z = μ(x), with β · ½ |z|² and λ times what keeps the
/// decoder smooth: the squares of its weights, or of its slope.</summary>
/// <remarks>No bound on log p(x): q(z|x) would be a point, whose KL to any density is infinite.
/// Source: Ghosh, Sajjadi, Vergari, Black &amp; Schölkopf 2020, section 3. See docs/theory.md#rae.</remarks>
internal sealed class AutoencoderObjective(RaeOptions choice) : Objective
{
    /// <inheritdoc/>
    public override bool HasRate => false;

    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double epoch)
    {
        EncodedImages encoded = model.Encode(encoderInput, batch.Labels);
        Tensor z = encoded.Mean; // [B, D]
        Tensor distortion = encoded.Distortion(batch.X, z);
        Tensor latent = 0.5 * z.square().sum(1).mean();
        Tensor penalty = choice.Roughness(model, z, batch.Labels, random);
        return new ObjectiveValue(
            distortion.mean() + (choice.Latent * latent) + (choice.Penalty * penalty), distortion, Rate: null);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => 0;
}
