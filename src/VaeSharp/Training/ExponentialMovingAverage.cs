using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Training;

/// <summary>The exponential moving average (EMA) of the weights, which is what is evaluated.</summary>
/// <remarks>Source: Polyak &amp; Juditsky 1992; the growing decay is min(d, (1 + t)/(10 + t)), so that the first weights
/// are forgotten early.</remarks>
internal sealed class ExponentialMovingAverage : IDisposable
{
    private readonly Tensor[] _weights;
    private readonly Tensor[] _averages;
    private readonly ParameterPieces? _pieces;
    private readonly double _decay;

    /// <summary>Starts at the present weights.</summary>
    public ExponentialMovingAverage(nn.Module model, double decay)
    {
        using var scope = no_grad();
        _weights = [.. model.parameters()];
        _averages = [.. _weights.Select(w => w.detach().clone().DetachFromDisposeScope())];
        _pieces = ParameterPieces.TryOf(_averages, _weights);
        _decay = decay;
    }

    /// <summary>The averages, in the order of the model's parameters: state of a checkpoint.</summary>
    public IReadOnlyList<Tensor> Averages => _averages;

    /// <summary>Takes the present weights in.</summary>
    /// <param name="step">Updates done before.</param>
    public void Update(long step)
    {
        using NativeWork work = NativeWork.Begin();
        using var scope = no_grad();
        double weight = 1 - Math.Min(_decay, (1.0 + step) / (10.0 + step));
        if (_pieces is not null)
        {
            ParameterKernels.Lerp(_pieces, weight);
        }
        else
        {
            FusedKernels.Lerp(_averages, _weights, weight);
        }
    }

    /// <summary>Makes the present weights the averages, as a checkpoint has them in one file.</summary>
    internal void TakeWeights()
    {
        using var scope = no_grad();
        for (int i = 0; i < _weights.Length; i++)
        {
            _averages[i].copy_(_weights[i]);
        }
    }

    /// <summary>Exchanges weights and averages; a second call changes them back.</summary>
    public void Swap()
    {
        using var scope = no_grad();
        using var tensors = NewDisposeScope();
        for (int i = 0; i < _weights.Length; i++)
        {
            Tensor kept = _weights[i].clone();
            _weights[i].copy_(_averages[i]);
            _averages[i].copy_(kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor average in _averages)
        {
            average.Dispose();
        }
    }
}
