using TorchSharp;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Adam over all parameters in one kernel call.</summary>
/// <remarks>Source: Kingma &amp; Ba 2015, algorithm 1. Agrees with TorchSharp's own Adam within 1e-6.</remarks>
public sealed class FusedAdam : IDisposable
{
    private readonly Tensor[] _parameters;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly Tensor[] _steps;
    private readonly Tensor _rate;
    private readonly Scalar _beta1;
    private readonly Scalar _beta2;
    private readonly Scalar _epsilon;
    private readonly Scalar _decay = 0.0;

    /// <summary>Starts with zero moments.</summary>
    /// <param name="parameters">The tensors to train, with gradients; kept, not owned.</param>
    /// <param name="beta1">Decay of the gradient's mean.</param>
    /// <param name="beta2">Decay of the gradient's mean square.</param>
    /// <param name="epsilon">Added to the root of the mean square.</param>
    public FusedAdam(
        IEnumerable<Tensor> parameters, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        _parameters = [.. parameters];
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        using var scope = no_grad();
        _means = [.. _parameters.Select(Zeros)];
        _squares = [.. _parameters.Select(Zeros)];
        _steps = [.. _parameters.Select(p => Kept(zeros([], device: p.device)))];
        _rate = Kept(zeros([]));
    }

    /// <summary>The first moments, in the order of the parameters: state of a checkpoint.</summary>
    public IReadOnlyList<Tensor> Means => _means;

    /// <summary>The second moments, in the order of the parameters: state of a checkpoint.</summary>
    public IReadOnlyList<Tensor> Squares => _squares;

    /// <summary>How many updates were made: state of a checkpoint.</summary>
    public long Updates
    {
        get => _steps.Length == 0 ? 0 : (long)_steps[0].item<float>();
        set
        {
            using var scope = no_grad();
            foreach (Tensor step in _steps)
            {
                step.fill_((float)value);
            }
        }
    }

    /// <summary>The gradients' Euclidean norm; not finite when any gradient is not.</summary>
    public double GradientNorm() => FusedKernels.Norm(Gradients());

    /// <summary>Multiplies every gradient by <paramref name="factor"/>.</summary>
    public void ScaleGradients(double factor) => FusedKernels.Scale(Gradients(), factor);

    /// <summary>One update of every parameter with its gradient.</summary>
    public void Step(double learningRate)
    {
        using var scope = no_grad();
        _rate.fill_((float)learningRate);
        FusedKernels.Adam(
            _parameters, Gradients(), _means, _squares, _steps, _rate, _beta1, _beta2, _epsilon, _decay);
    }

    /// <summary>Sets every gradient to zero.</summary>
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
        foreach (Tensor tensor in (IEnumerable<Tensor>)[.. _means, .. _squares, .. _steps, _rate])
        {
            tensor.Dispose();
        }

        foreach (Scalar scalar in (Scalar[])[_beta1, _beta2, _epsilon, _decay])
        {
            scalar.Dispose();
        }
    }

    private static Tensor Zeros(Tensor like) => Kept(zeros_like(like));

    private static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();

    // A parameter that took no part in the loss has no gradient: a zero one leaves it where it is.
    private Tensor[] Gradients()
    {
        var gradients = new Tensor[_parameters.Length];
        for (int i = 0; i < gradients.Length; i++)
        {
            _parameters[i].grad ??= Kept(zeros_like(_parameters[i]));
            gradients[i] = _parameters[i].grad!;
        }

        return gradients;
    }
}
