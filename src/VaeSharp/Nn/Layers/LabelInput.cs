using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>Brings a label into a layer: one vector for each class, learned.</summary>
public sealed class LabelInput : Module<Tensor, Tensor>
{
    private readonly Affine weight;

    /// <summary>One vector of <paramref name="width"/> numbers for each of <paramref name="classes"/>.</summary>
    public LabelInput(long classes, long width)
        : base(nameof(LabelInput))
    {
        weight = new Affine(classes, width);
        RegisterComponents();
    }

    internal long Classes => weight.Weight.size(1);

    /// <summary>The vectors; shape [B, width].</summary>
    /// <param name="label">One-hot, or a mixture of classes; shape [B, classes].</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public override Tensor forward(Tensor label) => weight.call(label.to(weight.Weight.dtype));
}
