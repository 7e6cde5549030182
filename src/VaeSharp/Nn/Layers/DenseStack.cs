using TorchSharp.Modules;
using VaeSharp.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>Dense layers one after the other; a label joins the first by addition.</summary>
internal sealed class DenseStack : Module<Tensor, Tensor?, Tensor>
{
    private readonly ModuleList<DenseLayer> layers;
    private readonly LabelInput? label;
    private readonly DenseActivation _activation;

    /// <summary>From <paramref name="inputs"/> through <paramref name="widths"/>.</summary>
    /// <param name="inputs">Numbers in.</param>
    /// <param name="widths">Numbers out of each layer; at least one.</param>
    /// <param name="activation">The same for all layers.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public DenseStack(long inputs, IReadOnlyList<int> widths, DenseActivation activation, long classes)
        : base(nameof(DenseStack))
    {
        ArgumentOutOfRangeException.ThrowIfZero(widths.Count, nameof(widths));
        _activation = activation;
        layers = ModuleList<DenseLayer>();
        foreach (int width in widths)
        {
            layers.Add(new DenseLayer(inputs, width, activation));
            inputs = width;
        }

        label = classes > 0 ? new LabelInput(classes, widths[0]) : null;
        Outputs = inputs;
        RegisterComponents();
    }

    /// <summary>The last layer's width.</summary>
    public long Outputs { get; }

    /// <summary>Shape [B, inputs] to [B, outputs]; the label, where the stack takes one, [B, classes].</summary>
    /// <exception cref="ArgumentException">Another shape or type, or no label.</exception>
    public override Tensor forward(Tensor x, Tensor? y)
    {
        ScalarType type = x.dtype;
        x = layers[0].call(ProductPrecision.Through(x));
        if (label is not null)
        {
            ArgumentNullException.ThrowIfNull(y);
            Demand.Shape(y, nameof(DenseStack), "BK", [x.size(0), label.Classes]);
            Tensor joined = label.call(y).to(x.dtype);
            x += _activation == DenseActivation.Relu ? joined.relu_() : joined.tanh_();
        }

        for (int i = 1; i < layers.Count; i++)
        {
            x = layers[i].call(x);
        }

        return x.to(type);
    }
}
