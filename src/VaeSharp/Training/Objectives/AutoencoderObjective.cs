using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>RAE: an autoencoder without noise, −log p(x|z) at z = μ(x), with β · ½ |z|² and λ times what keeps the
/// decoder smooth: the squares of its weights, or of its slope.</summary>
/// <remarks>No bound on log p(x): q(z|x) would be a point, whose KL to any density is infinite.
/// Source: Ghosh, Sajjadi, Vergari, Black &amp; Schölkopf 2020, section 3. See docs/theory.md#rae.</remarks>
public sealed class AutoencoderObjective(RaeChoice choice) : Objective
{
    /// <inheritdoc/>
    public override bool HasRate => false;

    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor seen, RandomStream random, double epoch)
    {
        Tensor z = model.Encode(seen, batch.Labels).Mean; // [B, D]
        Tensor distortion = model.Distortion(batch.X, z, batch.Labels);
        Tensor latent = 0.5 * z.square().sum(1).mean();
        Tensor penalty = choice is RaeGpChoice
            ? DecoderSlope.Squared(model, z, batch.Labels, random).mean()
            : SquaredWeights(model);
        return new ObjectiveValue(
            distortion.mean() + (choice.Latent * latent) + (choice.Penalty * penalty), distortion, Rate: null);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => 0;

    private static Tensor SquaredWeights(VariationalAutoencoder model) =>
        stack([.. model.DecoderParameters.Select(weight => weight.square().sum())]).sum();
}
