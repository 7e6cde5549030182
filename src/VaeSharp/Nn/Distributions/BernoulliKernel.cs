using VaeSharp.Engine.Kernels;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>The log probability of <see cref="Bernoulli"/> and its slope in one pass over memory.</summary>
/// <remarks>The operations of libtorch for the same take eight passes.</remarks>
internal static class BernoulliKernel
{
    /// <summary>Whether it can: float32 on the CPU, without gaps, and a processor with vectors of 512 bits.</summary>
    internal static bool Takes(Tensor x, Tensor logits) => BernoulliLoop.IsSupported &&
        TensorView.IsPlain(x) && TensorView.IsPlain(logits) && x.shape.AsSpan().SequenceEqual(logits.shape);

    /// <summary>log p(x), summed over channels and pixels; shape [B], nats.</summary>
    internal static Tensor LogProbability(Tensor x, Tensor logits) =>
        is_grad_enabled() && (logits.requires_grad || x.requires_grad) ? Node.apply(x, logits) : Sums(x, logits, null);

    private static Tensor Sums(Tensor x, Tensor logits, Tensor? slopes)
    {
        long[] shape = logits.shape;
        Tensor sums = empty(shape[0]);
        using TensorView<float> pixels = TensorView.Of<float>(x, shape);
        using TensorView<float> numbers = TensorView.Of<float>(logits, shape);
        using TensorView<float> derivatives = slopes is null ? default : TensorView.Of<float>(slopes, shape);
        using TensorView<float> to = TensorView.Of<float>(sums, shape[0]);
        BernoulliLoop.Run(pixels, numbers, derivatives, to);
        return sums;
    }

    private sealed class Node : autograd.SingleTensorFunction<Node>
    {
        public override string Name => nameof(BernoulliKernel);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, logits) = ((Tensor)vars[0], (Tensor)vars[1]);
            Tensor slopes = empty_like(logits);
            Tensor sums = Sums(x, logits, slopes);
            ctx.save_for_backward([slopes, x, logits]);
            ctx.save_data(nameof(x), x.requires_grad);
            ctx.save_data(nameof(logits), logits.requires_grad);
            return sums;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            (Tensor slopes, Tensor x, Tensor logits) = (saved[0], saved[1], saved[2]);
            Tensor perImage = gradOutput.view([gradOutput.shape[0], .. Enumerable.Repeat(1L, (int)slopes.dim() - 1)]);
            if (is_grad_enabled())
            {
                slopes = x - sigmoid(logits); // with slopes of their own
            }

            return [
                (bool)ctx.get_data(nameof(x)) ? logits * perImage : null!,
                (bool)ctx.get_data(nameof(logits)) ? slopes * perImage : null!,
            ];
        }
    }
}
