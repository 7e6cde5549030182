using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>The log probability of <see cref="Bernoulli"/> and its slope in one pass over memory.</summary>
/// <remarks>
/// With e = exp(−|a|): x·a − log(1 + exp a) = x·a − max(a, 0) − log(1 + e), and its slope in a is x − σ(a), where σ(a) is
/// 1/(1 + e) or e/(1 + e). The operations of libtorch for the same take eight passes.
/// </remarks>
internal static unsafe class BernoulliKernel
{
    private const int Grain = 8; // images

    /// <summary>Whether it can: float32 on the CPU, without gaps, and a processor with vectors of 512 bits.</summary>
    internal static bool Takes(Tensor x, Tensor logits) => Vector512.IsHardwareAccelerated &&
        TensorMemory.IsPlain(x) && TensorMemory.IsPlain(logits) && x.shape.AsSpan().SequenceEqual(logits.shape);

    /// <summary>log p(x), summed over channels and pixels; shape [B], nats.</summary>
    internal static Tensor LogProbability(Tensor x, Tensor logits) =>
        is_grad_enabled() && logits.requires_grad ? Node.apply(x, logits) : Sums(x, logits, null);

    private static Tensor Sums(Tensor x, Tensor logits, Tensor? slopes)
    {
        int images = (int)x.shape[0];
        int values = (int)(x.numel() / Math.Max(1, images));
        Tensor sums = empty(images);
        float* to = (float*)TensorMemory.AddressOf(sums);
        float* pixels = (float*)TensorMemory.AddressOf(x);
        float* a = (float*)TensorMemory.AddressOf(logits);
        float* slope = slopes is null ? null : (float*)TensorMemory.AddressOf(slopes);
        OpenMp.For(images, Grain, (from, until) =>
        {
            for (nint i = from; i < until; i++)
            {
                nint row = i * values;
                to[i] = Sum(pixels + row, a + row, slope == null ? null : slope + row, values);
            }
        });
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(float* x, float* logits, float* slopes, int count)
    {
        Vector512<float> sum = default;
        int i = 0;
        for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
        {
            Vector512<float> pixel = Vector512.Load(x + i);
            Vector512<float> a = Vector512.Load(logits + i);
            Vector512<float> e = VectorMath.Exp(-Vector512.Abs(a));
            Vector512<float> one = Vector512<float>.One;
            sum += (pixel * a) - Vector512.Max(a, default) - VectorMath.LogOnePlus(e);
            if (slopes != null)
            {
                Vector512<float> upper = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(a, default), one, e);
                (pixel - (upper / (one + e))).Store(slopes + i);
            }
        }

        float total = Vector512.Sum(sum);
        for (; i < count; i++)
        {
            float a = logits[i];
            float e = MathF.Exp(-MathF.Abs(a));
            total += (x[i] * a) - MathF.Max(a, 0) - MathF.Log(1 + e);
            if (slopes != null)
            {
                slopes[i] = x[i] - ((a >= 0 ? 1 : e) / (1 + e));
            }
        }

        return total;
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
            return sums;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor slopes = is_grad_enabled() ? saved[1] - sigmoid(saved[2]) : saved[0]; // with slopes of their own if asked
            long[] perImage = [gradOutput.shape[0], .. Enumerable.Repeat(1L, (int)slopes.dim() - 1)];
            return [null!, slopes * gradOutput.view(perImage)];
        }
    }
}
