using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Encoders;

/// <summary>Dense layers over all values of an image.</summary>
internal sealed class MlpEncoder : Encoder
{
    private readonly DenseStack stack;

    /// <summary>Layers of the given widths, first to last.</summary>
    public MlpEncoder(ImageShape shape, IReadOnlyList<int> widths, DenseActivation activation, long classes)
        : base(nameof(MlpEncoder), widths[^1])
    {
        stack = new DenseStack(shape.Values, widths, activation, classes);
        RegisterComponents();
    }

    /// <summary>Shape [B, C, H, W] and one-hot [B, classes] to [B, features].</summary>
    public override Tensor forward(Tensor x, Tensor? y) => stack.call(x.flatten(1), y);
}
