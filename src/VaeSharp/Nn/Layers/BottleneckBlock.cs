using VaeSharp.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>Two 3×3 convolutions between two maps of single pixels that narrow and widen, without normalisation.</summary>
/// <remarks>Source: Child 2021 (VDVAE), section 4.1 and figure 3.</remarks>
internal sealed class BottleneckBlock : Module<Tensor, Tensor>
{
    private readonly PixelAffine narrow;
    private readonly NhwcConvolution first;
    private readonly NhwcConvolution second;
    private readonly PixelAffine widen;
    private readonly long _inputs;

    /// <summary>From <paramref name="inputs"/> channels through <paramref name="middle"/> to <paramref name="outputs"/>.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="middle">Channels of the convolutions.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="scale">Multiplies the last layer's initial weights: 0 for a block that says nothing at first.</param>
    public BottleneckBlock(long inputs, long middle, long outputs, double scale = 1)
        : base(nameof(BottleneckBlock))
    {
        _inputs = inputs;
        narrow = new PixelAffine(inputs, middle);
        first = new NhwcConvolution(middle, middle, 3, padding: 1);
        second = new NhwcConvolution(middle, middle, 3, padding: 1);
        widen = new PixelAffine(middle, outputs);
        widen.Scale(scale);
        RegisterComponents();
    }

    /// <summary>Shape [B, inputs, H, W] to [B, outputs, H, W].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x)
    {
        Demand.Shape(x, nameof(BottleneckBlock), "BCHW", [Demand.Any, _inputs, Demand.Some, Demand.Some], first.Weight);
        Tensor h = narrow.call(functional.silu(ProductPrecision.Through(x))); // [B, middle, H, W]
        h = first.call(functional.silu(h));
        h = second.call(functional.silu(h));
        return widen.call(functional.silu(h)).to(x.dtype);
    }
}
