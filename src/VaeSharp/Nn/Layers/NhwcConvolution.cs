using TorchSharp.Modules;
using VaeSharp.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>A two-dimensional convolution whose weights lie with the channels innermost (NHWC).</summary>
/// <remarks>
/// libtorch chooses the layout of a convolution's computation from the strides of its weights. In the ordinary
/// layout (NCHW) libtorch 2.10 with oneDNN 3.7.1 was seen to give wrong results and gradients, NaN among them, on a
/// processor with AVX-512, and with AVX2 too, wherever channels are no multiple of 16: the output layer of every
/// decoder. The shapes, and so the files, are the ordinary ones. One case stays wrong: the gradient of the input where
/// it has one channel, which training never asks for, as that input is the image. In bfloat16 oneDNN gives wrong results
/// where the input has one channel, and wrong gradients of the input where the output has an odd number: there float32 is used.
/// </remarks>
internal sealed class NhwcConvolution : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly long[] _strides;
    private readonly long[] _padding;
    private readonly bool _canRound;

    /// <summary>With TorchSharp's own initial weights.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Height and width of the kernel, at least 2.</param>
    /// <param name="stride">Pixels from one output to the next.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <param name="hasBias">Whether a number is added to each channel.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kernel is one pixel, or a size is none.</exception>
    public NhwcConvolution(long inputs, long outputs, long kernel, long stride = 1, long padding = 0, bool hasBias = true)
        : base(nameof(NhwcConvolution))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        if (kernel < 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(kernel), kernel, $"A kernel of one pixel belongs to {nameof(PointwiseConvolution)}.");
        }

        (inputs, outputs) = WeightBudget.Spend(inputs, outputs, kernel * kernel, more: hasBias ? outputs : 0);
        (_strides, _padding) = ([stride, stride], [padding, padding]);
        _canRound = inputs > 1 && outputs % 2 == 0;
        Conv2d source = Conv2d(inputs, outputs, kernel, bias: hasBias);
        using Parameter ordinary = source.weight!;
        using var mode = no_grad();
        long[] innermost = [kernel * kernel * inputs, 1, kernel * inputs, inputs];
        weight = new Parameter(empty_strided([outputs, inputs, kernel, kernel], innermost).copy_(ordinary));
        bias = source.bias;
        RegisterComponents();
    }

    /// <summary>Shape [outputs, inputs, kernel, kernel].</summary>
    public Parameter Weight => weight;

    /// <summary>Shape [outputs]; null for none.</summary>
    public Parameter? Bias => bias;

    /// <summary>Shape [B, inputs, H, W] to [B, outputs, H', W'].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x)
    {
        Demand.Shape(
            x, nameof(NhwcConvolution), "BCHW", [Demand.Any, weight.size(1), Demand.Some, Demand.Some], weight,
            ProductPrecision.IsThrough(x));
        if (!ProductPrecision.IsReduced || !_canRound)
        {
            return functional.conv2d(x.to(weight.dtype), weight, bias, strides: _strides, padding: _padding).to(x.dtype);
        }

        Tensor? addend = bias is null ? null : ProductPrecision.Factor(bias);
        Tensor sums = functional.conv2d(
            ProductPrecision.Factor(x), ProductPrecision.Factor(weight), addend, strides: _strides, padding: _padding);
        return sums.to(x.dtype);
    }
}
