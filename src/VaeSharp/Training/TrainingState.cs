using VaeSharp.Engine;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Training;

/// <summary>What a training changes, as a checkpoint holds it.</summary>
/// <param name="Model">In training.</param>
/// <param name="Optimizer">Of its weights.</param>
/// <param name="Ema">Their average; null for none.</param>
/// <param name="Adversary">What is trained in turn with the model; null for most.</param>
/// <param name="Seed">Of order and noise.</param>
/// <param name="Position">Where it stands.</param>
internal sealed record TrainingState(
    nn.Module Model, FusedAdam Optimizer, ExponentialMovingAverage? Ema, Adversary? Adversary, ulong Seed, TrainingPosition Position)
{
    /// <summary>That of a model's training, as it stands now.</summary>
    public static TrainingState Of(Trainer trainer) =>
        new(trainer.Model, trainer.Optimizer, trainer.Ema, trainer.Adversary, trainer.Seed, trainer.Position);

    /// <summary>All that going on needs beside the model's file, by the names of a checkpoint.</summary>
    public Dictionary<string, Tensor> Tensors()
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        int i = 0;
        foreach ((string name, TorchSharp.Modules.Parameter weight) in Model.named_parameters())
        {
            state["mean." + name] = Optimizer.Means[i];
            state["square." + name] = Optimizer.Squares[i++];
            if (Ema is not null)
            {
                state["weight." + name] = weight;
            }
        }

        foreach ((string name, Tensor tensor) in Adversary?.State ?? new Dictionary<string, Tensor>())
        {
            state["companion." + name] = tensor;
        }

        return state;
    }

    /// <summary>Does something with the weights to use: their average where there is one.</summary>
    public void WithAverage(Action use)
    {
        Ema?.Swap();
        try
        {
            use();
        }
        finally
        {
            Ema?.Swap();
        }
    }
}
