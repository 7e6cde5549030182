using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>What one training step lowers.</summary>
public abstract class Objective
{
    /// <summary>The objective that a recipe names.</summary>
    public static Objective Create(ObjectiveChoice choice) => choice switch
    {
        ElboChoice elbo => new ElboObjective(elbo),
        ImportanceChoice importance => ImportanceObjective.Of(importance),
        _ => throw new ArgumentException($"{choice.GetType().Name} has no objective.", nameof(choice)),
    };

    /// <summary>The loss of a batch, and the bound that it came from.</summary>
    /// <param name="model">In training mode.</param>
    /// <param name="batch">Images and labels.</param>
    /// <param name="seen">What the encoder sees.</param>
    /// <param name="random">Where the noise of z comes from.</param>
    /// <param name="epoch">Epochs done, with the fraction of the present one.</param>
    public abstract ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor seen, RandomStream random, double epoch);

    /// <summary>The weight of the rate at a time: β; 1 for the ELBO itself.</summary>
    /// <param name="epoch">Epochs done, with the fraction of the present one.</param>
    public abstract double RateWeight(double epoch);
}

/// <summary>What an objective says of a batch.</summary>
/// <param name="Loss">A scalar to be lowered, nats per image.</param>
/// <param name="Elbo">The bound that it came from.</param>
public sealed record ObjectiveValue(Tensor Loss, Elbo Elbo)
{
    /// <summary>Adds to the gradient of every parameter; unless given, the loss's own.</summary>
    public Action Backward
    {
        get => field ?? (() => Loss.backward());
        init;
    }
}
