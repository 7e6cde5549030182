using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>Two-dimensional convolutions whose weights lie with the channels innermost (NHWC).</summary>
/// <remarks>
/// libtorch chooses the layout of a convolution's computation from the strides of its weights. In the ordinary
/// layout (NCHW) libtorch 2.10 with oneDNN 3.7.1 was seen to give wrong results and gradients, NaN among them, on a
/// processor with AVX-512, and with AVX2 too, wherever channels are no multiple of 16: the output layer of every
/// decoder. The shapes, and so the files, are the ordinary ones. One case stays wrong: the gradient of the input where
/// it has one channel, which training never asks for, as that input is the image.
/// </remarks>
internal static class NhwcConvolution
{
    /// <summary>Shape [B, inputs, H, W] to [B, outputs, H', W'], with TorchSharp's own initial weights.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Height and width of the kernel, at least 2.</param>
    /// <param name="stride">Pixels from one output to the next.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <param name="bias">Whether a number is added to each channel.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kernel is one pixel, or a size is none.</exception>
    public static Conv2d Create(
        long inputs, long outputs, long kernel, long stride = 1, long padding = 0, bool bias = true)
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

        (inputs, outputs) = WeightBudget.Spend(inputs, outputs, kernel * kernel, more: bias ? outputs : 0);
        Conv2d convolution = Conv2d(inputs, outputs, kernel, stride: stride, padding: padding, bias: bias);
        using Parameter ordinary = convolution.weight!;
        using var mode = no_grad();
        long[] strides = [kernel * kernel * inputs, 1, kernel * inputs, inputs];
        Tensor weight = empty_strided([outputs, inputs, kernel, kernel], strides);
        convolution.weight = new Parameter(weight.copy_(ordinary));
        return convolution;
    }
}
