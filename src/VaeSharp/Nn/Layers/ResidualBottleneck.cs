using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>x + a <see cref="BottleneckBlock"/> of x.</summary>
internal sealed class ResidualBottleneck : Module<Tensor, Tensor>
{
    private readonly BottleneckBlock block;

    /// <summary>Keeps <paramref name="channels"/>; <paramref name="scale"/> as in <see cref="BottleneckBlock"/>.</summary>
    public ResidualBottleneck(long channels, long middle, double scale)
        : base(nameof(ResidualBottleneck))
    {
        block = new BottleneckBlock(channels, middle, channels, scale);
        RegisterComponents();
    }

    /// <summary>Shape [B, C, H, W], unchanged.</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x) => x + block.call(x);
}
