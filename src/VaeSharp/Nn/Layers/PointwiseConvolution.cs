using TorchSharp.Modules;
using VaeSharp.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>A convolution with a kernel of one pixel and no bias: each pixel's channels times one matrix.</summary>
/// <remarks>
/// libtorch 2.10 with oneDNN 3.7.1 was seen to give results of such convolutions that are wrong by a seventh, from 256
/// to 512 channels with stride 2 for example, and to end the process. A matrix product gives the right ones, as fast.
/// </remarks>
internal sealed class PointwiseConvolution : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly long _stride;

    /// <summary>From <paramref name="inputs"/> to <paramref name="outputs"/> channels, every <paramref name="stride"/>-th
    /// pixel, with TorchSharp's own initial weights.</summary>
    public PointwiseConvolution(long inputs, long outputs, long stride = 1)
        : base(nameof(PointwiseConvolution))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        _stride = stride;
        (inputs, outputs) = WeightBudget.Spend(inputs, outputs);
        Conv2d source = Conv2d(inputs, outputs, 1L, bias: false);
        weight = source.weight!;
        RegisterComponents();
    }

    /// <summary>Shape [outputs, inputs, 1, 1], as a convolution's.</summary>
    public Parameter Weight => weight;

    /// <summary>Shape [B, inputs, H, W] to [B, outputs, ⌈H/stride⌉, ⌈W/stride⌉].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x)
    {
        Demand.Shape(
            x, nameof(PointwiseConvolution), "BCHW", [Demand.Any, weight.size(1), Demand.Some, Demand.Some], weight);
        TensorIndex every = TensorIndex.Slice(step: _stride);
        Tensor sampled = x[TensorIndex.Ellipsis, every, every].permute(0, 2, 3, 1).contiguous(); // [B, H', W', inputs]
        (Tensor pixels, Tensor matrix) = (sampled.flatten(0, 2), weight.flatten(1));
        Tensor sums = ProductPrecision.IsReduced // [B · H' · W', outputs]
            ? functional.linear(ProductPrecision.Factor(pixels), ProductPrecision.Factor(matrix)).to(x.dtype)
            : functional.linear(pixels, matrix);
        return sums.unflatten(0, sampled.shape[0], sampled.shape[1], sampled.shape[2]).permute(0, 3, 1, 2);
    }
}
