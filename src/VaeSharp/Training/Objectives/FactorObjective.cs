using System.ComponentModel.DataAnnotations;
using TorchSharp;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>−ELBO + γ · total correlation, which a discriminator estimates: Kim &amp; Mnih 2018.</summary>
/// <param name="Gamma">γ.</param>
/// <param name="Width">Of the discriminator's hidden layers.</param>
/// <param name="Layers">Hidden layers of the discriminator; 1 to 16.</param>
/// <param name="LearningRate">Of the discriminator's own Adam.</param>
[Choice("factor-vae", "−ELBO + γ · total correlation by a discriminator", "Kim & Mnih 2018", Bound = "none", Order = 4)]
public sealed record FactorVaeOptions(
    [property: Range(0.0, 1000.0)] double Gamma,
    [property: Range(1, 8192)] int Width = 1000,
    [property: Range(1, 16)] int Layers = 6,
    [property: Range(1e-8, 10.0)] double LearningRate = 1e-4) : ObjectiveOptions
{
    /// <inheritdoc/>
    public override bool NeedsWholeBatch => true;

    /// <inheritdoc/>
    public override string? NeedsStandardNormal => "makes latent dimensions independent of each other, as those of N(0, I) are";

    /// <inheritdoc/>
    public override DimensionLimits? DimensionLimits => new("makes latent dimensions independent of each other", Least: 2);

    /// <inheritdoc/>
    /// <remarks>The discriminator's weights with gradients and moments, and what its layers keep.</remarks>
    internal override double StepNumbers(StepSizes sizes) =>
        (4.0 * Width * ((Width * (Layers - 1.0)) + sizes.Latents)) + (4.0 * sizes.Encoded * Width * Layers);

    /// <inheritdoc/>
    public override Objective Create(ObjectiveInputs inputs) =>
        new FactorObjective(this, inputs.Latents, inputs.Seed, inputs.Device);
}

/// <summary>FactorVAE: −ELBO + γ · total correlation of the latents, by what a discriminator says of them.</summary>
/// <remarks>
/// The discriminator tells latents from those whose dimensions are drawn each from another image; its logit estimates
/// log q(z)/Πⱼ q(zⱼ), whose mean is the total correlation. Each step updates the model first, then the discriminator, for
/// which one half of the batch keeps its latents and the other half exchanges them, so that the two are independent.
/// Source: Kim &amp; Mnih 2018, algorithms 1 and 2. See docs/theory.md#total-correlation.
/// </remarks>
internal sealed class FactorObjective : Objective
{
    private readonly double _gamma;

    /// <summary>With an untrained discriminator.</summary>
    /// <param name="choice">γ, and the discriminator's sizes and learning rate.</param>
    /// <param name="dimension">The latent dimension D.</param>
    /// <param name="seed">Of the discriminator's initial weights.</param>
    /// <param name="device">Where the model is.</param>
    public FactorObjective(FactorVaeOptions choice, long dimension, ulong seed, Device device)
    {
        _gamma = choice.Gamma;
        Discriminator discriminator = ModelFactory.Initialize(
            ~seed, () => new Discriminator(dimension, choice.Width, choice.Layers)); // not with the model's numbers
        Adversary = new LatentDiscriminator(discriminator.to(device), choice.LearningRate);
    }

    /// <inheritdoc/>
    internal override Adversary Adversary { get; }

    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double epoch)
    {
        Elbo elbo = model.Elbo(batch.X, batch.Labels, random, encoderInput);
        Tensor correlation = Adversary.CallFrozen(elbo.Z!).mean();
        return new ObjectiveValue(elbo.Loss() + (_gamma * correlation), elbo) { Latents = elbo.Z!.detach() };
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => 1;
}

/// <summary>Learns to tell latents of the model from those whose dimensions are drawn each from another image.</summary>
internal sealed class LatentDiscriminator : Adversary
{
    // Kim & Mnih 2018, appendix A: of the discriminator's Adam.
    private const double Beta1 = 0.5;
    private const double Beta2 = 0.9;

    internal LatentDiscriminator(Discriminator network, double learningRate)
        : base(network, learningRate, Beta1, Beta2)
    {
    }

    /// <summary>The cross-entropy of telling one half of the batch from the other, whose dimensions are exchanged; null where the
    /// batch is too small for that.</summary>
    /// <param name="z">Latents; shape [B, D].</param>
    /// <param name="random">Where the permutations come from.</param>
    public override Tensor? Loss(Tensor z, RandomStream random)
    {
        long half = z.shape[0] / 2;
        if (half < 2)
        {
            return null;
        }

        Tensor joint = z.narrow(0, 0, half);
        Tensor product = Exchange(z.narrow(0, half, half), random);
        Tensor truth = cat([ones(half, device: z.device), zeros(half, device: z.device)]); // [2 · half]
        return -new Bernoulli(Answer(cat([joint, product]))).LogProbabilityPerValue(truth).mean();
    }

    /// <summary>Each dimension in an order of its own, so that dimensions become independent; shape [B, D].</summary>
    internal static Tensor Exchange(Tensor z, RandomStream random) =>
        z.gather(0, random.Uniform(z.shape).argsort(0));
}
