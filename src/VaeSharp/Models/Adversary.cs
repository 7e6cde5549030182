using VaeSharp.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>A network that is trained in turn with the model: a second group of parameters, with a loss and an optimiser of its
/// own, that answers what the model's loss asks of it.</summary>
/// <remarks>Its weights and moments are an objective's only state between two steps, and belong to a checkpoint.</remarks>
internal abstract class Adversary : IDisposable
{
    private readonly Module<Tensor, Tensor> _network;

    /// <summary>Takes a network over.</summary>
    /// <param name="network">On the model's device; owned from here on.</param>
    /// <param name="learningRate">Of its Adam.</param>
    /// <param name="beta1">Decay of the gradient's mean.</param>
    /// <param name="beta2">Decay of the gradient's mean square.</param>
    protected Adversary(Module<Tensor, Tensor> network, double learningRate, double beta1, double beta2)
    {
        _network = network;
        LearningRate = learningRate;
        Weights = new ParameterGroup(new FusedAdam(network.parameters(), beta1, beta2), new UpdateGuard());
    }

    /// <summary>Its own parameters, whose updates are left out where their gradient is not finite.</summary>
    public ParameterGroup Weights { get; }

    /// <summary>Of its own updates.</summary>
    public double LearningRate { get; }

    /// <summary>Weights and moments by name: state of a checkpoint.</summary>
    public IReadOnlyDictionary<string, Tensor> State
    {
        get
        {
            var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            int i = 0;
            foreach ((string name, TorchSharp.Modules.Parameter weight) in _network.named_parameters())
            {
                state["weight." + name] = weight;
                state["mean." + name] = Weights.Optimizer.Means[i];
                state["square." + name] = Weights.Optimizer.Squares[i++];
            }

            return state;
        }
    }

    /// <summary>What it lowers itself, after an update of the model; a scalar, or null where a batch teaches it nothing.</summary>
    /// <param name="z">The batch's latents, without gradients; shape [B, D].</param>
    /// <param name="random">Of the step.</param>
    public abstract Tensor? Loss(Tensor z, RandomStream random);

    /// <summary>The output with frozen weights, for the model to learn from: gradients pass to the input only.</summary>
    public Tensor CallFrozen(Tensor input)
    {
        using var frozen = new FrozenWeights(_network.parameters());
        return Answer(input);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Weights.Dispose();
        _network.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The output, for the network itself to learn from.</summary>
    protected Tensor Answer(Tensor input) => _network.call(input);
}
