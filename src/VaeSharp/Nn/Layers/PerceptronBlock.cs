using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>A perceptron as a residual, whose scale, shift and gate are functions of a condition; a new block is the identity.</summary>
/// <remarks>That part of an <see cref="AttentionBlock"/>. Source: Peebles &amp; Xie 2023, section 3.2, "adaLN-Zero".</remarks>
internal sealed class PerceptronBlock : Module<Tensor, AttentionInputs, Tensor>
{
    private const int Widening = 4;
    private const int Modulations = 3;

    private readonly LayerNorm norm;
    private readonly Affine widened;
    private readonly Affine narrowed;
    private readonly Affine modulation;
    private readonly long _width;

    /// <summary>Keeps <paramref name="width"/> numbers at each position.</summary>
    /// <param name="width">C.</param>
    /// <param name="condition">Numbers of the condition.</param>
    public PerceptronBlock(long width, long condition)
        : base(nameof(PerceptronBlock))
    {
        _width = width;
        norm = LayerNorm(width, elementwise_affine: false);
        widened = new Affine(width, Widening * width);
        narrowed = new Affine(Widening * width, width);
        modulation = new Affine(condition, Modulations * width);
        init.zeros_(modulation.Weight);
        init.zeros_(modulation.Bias);
        RegisterComponents();
    }

    /// <summary>Shape [B, P, C], unchanged.</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x, AttentionInputs inputs)
    {
        Demand.Shape(x, nameof(PerceptronBlock), "BPC", [Demand.Any, Demand.Some, _width], widened.Weight);
        Tensor[] m = modulation.call(inputs.Condition!).unsqueeze(1).chunk(Modulations, 2); // 3 × [B, 1, C]
        Tensor h = ((norm.call(x) * (1 + m[1])) + m[0]).reshape(-1, _width); // [B · P, C]
        return x + (m[2] * inputs.Drop(narrowed.call(functional.gelu(widened.call(h))).view(x.shape)));
    }
}
