using VaeSharp.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>x + conv(act(conv(act(x)))), without normalisation.</summary>
/// <remarks>The last convolution starts at zero, so a new block is the identity: De &amp; Smith 2020 (SkipInit).</remarks>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly NhwcConvolution first;
    private readonly NhwcConvolution second;
    private readonly long _channels;

    /// <summary>Keeps <paramref name="channels"/> and the size of the image.</summary>
    public ResidualBlock(long channels)
        : base(nameof(ResidualBlock))
    {
        _channels = channels;
        first = new NhwcConvolution(channels, channels, 3, padding: 1);
        second = new NhwcConvolution(channels, channels, 3, padding: 1);
        init.zeros_(second.Weight);
        init.zeros_(second.Bias!);
        RegisterComponents();
    }

    /// <summary>Shape [B, C, H, W], unchanged.</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x)
    {
        Demand.Shape(x, nameof(ResidualBlock), "BCHW", [Demand.Any, _channels, Demand.Some, Demand.Some], first.Weight);
        Tensor h = first.call(functional.silu(ProductPrecision.Through(x)));
        h = second.call(functional.silu(h, inplace: true));
        return h.dtype == x.dtype ? h.add_(x) : x + h;
    }
}
