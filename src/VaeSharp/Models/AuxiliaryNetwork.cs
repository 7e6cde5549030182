using VaeSharp.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>A network that an objective trains beside the model, in turn with it, by an optimiser of its own.</summary>
/// <remarks>Its weights and moments are the objective's only state between two steps, and belong to a checkpoint.</remarks>
internal sealed class AuxiliaryNetwork : IDisposable
{
    private readonly Module<Tensor, Tensor> _network;
    private readonly double _learningRate;

    /// <summary>Takes a network over.</summary>
    /// <param name="network">On the model's device; owned from here on.</param>
    /// <param name="learningRate">Of its Adam.</param>
    /// <param name="beta1">Decay of the gradient's mean.</param>
    /// <param name="beta2">Decay of the gradient's mean square.</param>
    public AuxiliaryNetwork(Module<Tensor, Tensor> network, double learningRate, double beta1, double beta2)
    {
        _network = network;
        _learningRate = learningRate;
        Optimizer = new FusedAdam(network.parameters(), beta1, beta2);
    }

    /// <summary>Its own Adam.</summary>
    public FusedAdam Optimizer { get; }

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
                state["mean." + name] = Optimizer.Means[i];
                state["square." + name] = Optimizer.Squares[i++];
            }

            return state;
        }
    }

    /// <summary>What the network says, for the model to learn from: gradients pass to the input, not to the weights.</summary>
    public Tensor CallFrozen(Tensor input)
    {
        Require(false);
        try
        {
            return _network.call(input);
        }
        finally
        {
            Require(true);
        }
    }

    /// <summary>One update of the network's own weights; left out where its gradient is not finite.</summary>
    /// <param name="loss">From the network to what it should lower.</param>
    public void Update(Func<Module<Tensor, Tensor>, Tensor> loss) => Optimizer.Descend(loss(_network), _learningRate);

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        _network.Dispose();
    }

    private void Require(bool gradients)
    {
        foreach (Tensor weight in _network.parameters())
        {
            weight.requires_grad = gradients;
        }
    }
}
