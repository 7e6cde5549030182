using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>What one training step lowers.</summary>
public abstract class Objective
{
    /// <summary>The objective that a recipe names.</summary>
    /// <param name="recipe">Its objective, and what that depends on: latent dimension and epochs.</param>
    /// <param name="images">How many there are to train on.</param>
    /// <param name="seed">Of the initial weights of a network that the objective trains beside the model.</param>
    /// <param name="device">Where the model is; the CPU unless named.</param>
    public static Objective Create(Recipe recipe, int images, ulong seed, Device? device = null) =>
        Create(recipe, images, seed, device, recipe.Posterior.Dimension);

    // Networks that leave a grid have the posterior's dimension at each of its positions.
    internal static Objective Create(Recipe recipe, int images, ulong seed, Device? device, long latents) =>
        recipe.Objective.Create(new ObjectiveInputs(recipe, images, seed, device ?? CPU) { Latents = latents });

    /// <summary>What is trained in turn with the model, by a loss of its own; null for most. The trainer disposes of it.</summary>
    internal virtual Adversary? Adversary => null;

    /// <summary>Whether there is a rate: a distribution q(z|x), and not one point.</summary>
    public virtual bool HasRate => true;

    /// <summary>The loss of a batch, and the parts that it came from.</summary>
    /// <param name="model">In training mode.</param>
    /// <param name="batch">Images and labels.</param>
    /// <param name="encoderInput">What the encoder sees.</param>
    /// <param name="random">Where the noise of z comes from.</param>
    /// <param name="epoch">Epochs done, with the fraction of the present one.</param>
    public abstract ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double epoch);

    /// <summary>The weight of the rate at a time: β; 1 for the ELBO itself, 0 where the rate is not charged.</summary>
    /// <param name="epoch">Epochs done, with the fraction of the present one.</param>
    public abstract double RateWeight(double epoch);
}

/// <summary>What an objective says of a batch.</summary>
/// <param name="Loss">A scalar to be lowered, nats per image.</param>
/// <param name="Distortion">−log p(x|z); shape [B], nats.</param>
/// <param name="Rate">KL(q(z|x) ‖ p(z)); shape [B], nats; null where the encoder gives a point and there is none.</param>
public sealed record ObjectiveValue(Tensor Loss, Tensor Distortion, Tensor? Rate)
{
    /// <summary>A loss that came from a bound.</summary>
    public ObjectiveValue(Tensor loss, Elbo elbo)
        : this(loss, elbo.Distortion, elbo.Rate)
    {
    }

    /// <summary>Adds the gradient of the loss, times a number, to that of every parameter.</summary>
    /// <remarks>Unless given, the loss's own; the number is the share of a batch that the loss is the mean of.</remarks>
    public Action<double> Backward
    {
        get => field ?? (share => (share == 1 ? Loss : Loss * share).backward());
        init;
    }

    /// <summary>The batch's latents, for an <see cref="Adversary"/> to learn from; shape [B, D], or null where there is none.</summary>
    public Tensor? Latents { get; init; }
}
