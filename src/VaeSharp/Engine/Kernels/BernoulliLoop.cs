using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeSharp.Engine.Kernels;

/// <summary>x·a − log(1 + exp a), summed over each image, and its slope in a, in one pass over memory.</summary>
/// <remarks>With e = exp(−|a|) the term is x·a − max(a, 0) − log(1 + e), its slope x − σ(a), where σ(a) is 1/(1 + e) or
/// e/(1 + e).</remarks>
internal static unsafe class BernoulliLoop
{
    private const int Grain = 8; // images

    /// <summary>Whether this processor has vectors that make it pay.</summary>
    internal static bool IsSupported => Vector512.IsHardwareAccelerated;

    /// <summary>The sums of all images.</summary>
    /// <param name="x">B × P values.</param>
    /// <param name="logits">B × P numbers a.</param>
    /// <param name="slopes">Receives B × P slopes, unless it is none.</param>
    /// <param name="sums">Receives B sums.</param>
    internal static void Run(
        TensorView<float> x, TensorView<float> logits, TensorView<float> slopes, TensorView<float> sums)
    {
        int images = checked((int)sums.Count);
        x.Demand(logits.Count);
        slopes.Demand(slopes.IsNone ? 0 : logits.Count);
        int values = checked((int)(logits.Count / Math.Max(1, images)));
        logits.Demand((long)images * values);
        float* to = sums.Address;
        float* pixels = x.Address;
        float* a = logits.Address;
        float* slope = slopes.Address;
        OpenMp.For(images, Grain, (from, until) =>
        {
            for (nint i = from; i < until; i++)
            {
                nint row = i * values;
                to[i] = Sum(pixels + row, a + row, slope == null ? null : slope + row, values);
            }
        });
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
}
