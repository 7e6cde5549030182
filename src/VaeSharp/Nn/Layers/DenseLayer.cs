using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>The activation of a dense layer.</summary>
internal enum DenseActivation
{
    /// <summary>max(a, 0).</summary>
    Relu,

    /// <summary>a · σ(b), with twice the weights. Source: Tomczak &amp; Welling 2018, section 5.</summary>
    Gated,

    /// <summary>tanh(a), as in the first variational autoencoders.</summary>
    Tanh,

    /// <summary>max(a, a/5), as in discriminators.</summary>
    LeakyRelu,
}

/// <summary>A dense layer with its activation.</summary>
internal sealed class DenseLayer : Module<Tensor, Tensor>
{
    private readonly Affine weight;
    private readonly DenseActivation _activation;

    /// <summary>From <paramref name="inputs"/> to <paramref name="outputs"/> numbers.</summary>
    public DenseLayer(long inputs, long outputs, DenseActivation activation)
        : base(nameof(DenseLayer))
    {
        _activation = activation;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        weight = new Affine(inputs, activation == DenseActivation.Gated ? 2 * outputs : outputs);
        RegisterComponents();
    }

    /// <summary>Shape [B, inputs] to [B, outputs].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x)
    {
        Tensor sum = weight.call(x);
        return _activation switch
        {
            DenseActivation.Relu => sum.relu_(),
            DenseActivation.Tanh => sum.tanh_(),
            DenseActivation.LeakyRelu => functional.leaky_relu(sum, 0.2),
            _ => functional.glu(sum, 1),
        };
    }
}
