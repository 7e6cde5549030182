using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Weights through which no gradient passes while this lives: what is computed meanwhile depends on its inputs alone.</summary>
internal sealed class FrozenWeights : IDisposable
{
    private readonly Tensor[] _weights;

    /// <param name="weights">Those that ask for gradients do so again at the end.</param>
    internal FrozenWeights(IEnumerable<Tensor> weights)
    {
        _weights = [.. weights.Where(weight => weight.requires_grad)];
        Require(false);
    }

    /// <inheritdoc/>
    public void Dispose() => Require(true);

    private void Require(bool gradients)
    {
        foreach (Tensor weight in _weights)
        {
            weight.requires_grad = gradients;
        }
    }
}
