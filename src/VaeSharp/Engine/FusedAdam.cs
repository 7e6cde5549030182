using TorchSharp;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Adam over all parameters in one pass.</summary>
/// <remarks>Source: Kingma &amp; Ba 2015, algorithm 1. Agrees with TorchSharp's own Adam within 1e-6.</remarks>
internal sealed class FusedAdam : IDisposable
{
    private readonly Tensor[] _parameters;
    private readonly Tensor[] _gradients;
    private readonly Order[] _orders;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly Tensor _step;
    private readonly Tensor _rate;
    private readonly (double Beta1, double Beta2, double Epsilon) _choice;
    private readonly Scalar _beta1;
    private readonly Scalar _beta2;
    private readonly Scalar _epsilon;
    private readonly Scalar _decay = 0.0;
    private ParameterPieces? _pieces;

    /// <summary>Starts with zero moments.</summary>
    /// <param name="parameters">The tensors to train, with gradients; kept, not owned.</param>
    /// <param name="beta1">Decay of the gradient's mean.</param>
    /// <param name="beta2">Decay of the gradient's mean square.</param>
    /// <param name="epsilon">Added to the root of the mean square.</param>
    public FusedAdam(
        IEnumerable<Tensor> parameters, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        _parameters = [.. parameters];
        _choice = (beta1, beta2, epsilon);
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        using var scope = no_grad();
        _means = [.. _parameters.Select(Zeros)];
        _squares = [.. _parameters.Select(Zeros)];
        _step = Kept(zeros([], device: _parameters.Length > 0 ? _parameters[0].device : CPU));
        _rate = Kept(zeros([]));
        _gradients = [.. _parameters.Select(Zeros)];
        _orders = [.. _parameters.Select(parameter => new Order(parameter))];
        _pieces = ParameterPieces.TryOf(_parameters, _gradients, _means, _squares);
    }

    /// <summary>The first moments, in the order of the parameters: state of a checkpoint.</summary>
    public IReadOnlyList<Tensor> Means => _means;

    /// <summary>The second moments, in the order of the parameters: state of a checkpoint.</summary>
    public IReadOnlyList<Tensor> Squares => _squares;

    /// <summary>How many updates were made: state of a checkpoint.</summary>
    public long Updates { get; set; }

    /// <summary>The gradients' Euclidean norm; not finite when any gradient is not.</summary>
    public double GradientNorm() =>
        Pieces() is { } pieces ? ParameterKernels.Norm(pieces, list: 1) : FusedKernels.Norm(_gradients);

    /// <summary>One update of every parameter with its gradient, which is forgotten then.</summary>
    /// <param name="learningRate">α.</param>
    /// <param name="factor">Every gradient is multiplied by it first: the clip coefficient.</param>
    public void Step(double learningRate, double factor = 1)
    {
        using var scope = no_grad();
        Updates++;
        if (Pieces() is { } pieces)
        {
            ParameterKernels.Adam(pieces, Factors(learningRate, factor));
            ClearGradients();
            return;
        }

        if (factor != 1)
        {
            FusedKernels.Scale(_gradients, factor);
        }

        _step.fill_((float)Updates);
        _rate.fill_((float)learningRate);
        FusedKernels.Adam(_parameters, _gradients, _means, _squares, _step, _rate, _beta1, _beta2, _epsilon, _decay);
        ClearGradients();
    }

    /// <summary>Clears every gradient (sets it to none): for those that no step shall use.</summary>
    /// <remarks>The next backward pass brings its own, which costs less than to clear these and to add to them.</remarks>
    public void ClearGradients()
    {
        for (int i = 0; i < _parameters.Length; i++)
        {
            _parameters[i].grad = null;
            _gradients[i].Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in (IEnumerable<Tensor>)[.. _gradients, .. _means, .. _squares, _step, _rate])
        {
            tensor.Dispose();
        }

        foreach (Scalar scalar in (Scalar[])[_beta1, _beta2, _epsilon, _decay])
        {
            scalar.Dispose();
        }
    }

    private AdamFactors Factors(double learningRate, double factor)
    {
        (double beta1, double beta2, double epsilon) = _choice;
        return new(
            (float)factor, (float)(learningRate / (1 - Math.Pow(beta1, Updates))), (float)(1 - beta1), (float)(1 - beta2),
            (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, Updates))), (float)epsilon);
    }

    private static Tensor Zeros(Tensor like) => Kept(zeros_like(like));

    private static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();

    // Each backward pass brings gradients of its own, and so their places are looked up again.
    private ParameterPieces? Pieces()
    {
        for (int i = 0; i < _parameters.Length; i++)
        {
            Tensor now = Kept(Gradient(i));
            _gradients[i].Dispose();
            _gradients[i] = now;
            _pieces?.Move(1, i, now);
        }

        return _pieces;
    }

    // A parameter that took no part in the loss has no gradient: a zero one leaves it where it is. What backward() brings
    // lies like its parameter; what somebody else has set may not, and is brought into that order.
    private Tensor Gradient(int i)
    {
        Tensor parameter = _parameters[i];
        if (parameter.grad is not { } gradient)
        {
            return zeros_like(parameter);
        }

        if (_orders[i].IsThatOf(gradient))
        {
            return gradient;
        }

        using var scope = no_grad();
        Tensor ordered = zeros_like(parameter).copy_(gradient);
        parameter.grad = ordered;
        return ordered;
    }

    // In which a parameter's numbers lie; asked of it once and not at every step.
    private sealed class Order(Tensor parameter)
    {
        private readonly bool _isContiguous = parameter.is_contiguous();
        private readonly long[] _shape = parameter.shape;
        private readonly long[] _strides = parameter.stride();

        internal bool IsThatOf(Tensor gradient) => _isContiguous
            ? gradient.is_contiguous()
            : gradient.stride().AsSpan().SequenceEqual(_strides) && gradient.shape.AsSpan().SequenceEqual(_shape);
    }
}
