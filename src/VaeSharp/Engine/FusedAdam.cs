using TorchSharp;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Adam over all parameters in one pass.</summary>
/// <remarks>Source: Kingma &amp; Ba 2015, algorithm 1. Agrees with TorchSharp's own Adam within 1e-6.</remarks>
public sealed unsafe class FusedAdam : IDisposable
{
    private readonly Tensor[] _parameters;
    private readonly Tensor[] _gradients;
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
        _gradients = new Tensor[_parameters.Length];
        FindGradients();
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

    /// <summary>Multiplies every gradient by <paramref name="factor"/>.</summary>
    public void ScaleGradients(double factor)
    {
        _ = Pieces();
        FusedKernels.Scale(_gradients, factor);
    }

    /// <summary>One update of every parameter with its gradient; the gradients are zero afterwards.</summary>
    public void Step(double learningRate)
    {
        using var scope = no_grad();
        Updates++;
        if (Pieces() is { } pieces)
        {
            ParameterKernels.Adam(pieces, Factors(learningRate));
            return;
        }

        _step.fill_((float)Updates);
        _rate.fill_((float)learningRate);
        FusedKernels.Adam(_parameters, _gradients, _means, _squares, _step, _rate, _beta1, _beta2, _epsilon, _decay);
        ZeroGradients();
    }

    /// <summary>Sets every gradient to zero: for gradients that no step has used.</summary>
    public void ZeroGradients()
    {
        foreach (Tensor parameter in _parameters)
        {
            parameter.grad?.zero_();
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

    private AdamFactors Factors(double learningRate)
    {
        (double beta1, double beta2, double epsilon) = _choice;
        return new(
            (float)(learningRate / (1 - Math.Pow(beta1, Updates))), (float)(1 - beta1), (float)(1 - beta2),
            (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, Updates))), (float)epsilon);
    }

    private static Tensor Zeros(Tensor like) => Kept(zeros_like(like));

    private static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();

    // Autograd adds to gradients where they are, so they are looked up again only when somebody has replaced one.
    private ParameterPieces? Pieces()
    {
        bool same = true;
        for (int i = 0; i < _parameters.Length; i++)
        {
            using Tensor? now = _parameters[i].grad;
            same &= now is not null && TensorMemory.AddressOf(now) == TensorMemory.AddressOf(_gradients[i]);
        }

        if (!same)
        {
            FindGradients();
        }

        return _pieces;
    }

    // A parameter that took no part in the loss has no gradient: a zero one leaves it where it is.
    private void FindGradients()
    {
        for (int i = 0; i < _parameters.Length; i++)
        {
            _parameters[i].grad ??= Kept(zeros_like(_parameters[i]));
            _gradients[i]?.Dispose();
            _gradients[i] = Kept(_parameters[i].grad!);
        }

        _pieces = ParameterPieces.TryOf(_parameters, _gradients, _means, _squares);
    }
}
