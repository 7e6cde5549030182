using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeSharp.Engine.Kernels;

/// <summary>The loops over one piece of the parameters.</summary>
internal static unsafe class ParameterLoops
{
    private const int Lanes = 16;
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>Whether this processor has vectors that make them pay.</summary>
    internal static bool IsSupported => Vector512.IsHardwareAccelerated;

    /// <summary>Σ x², summed in double.</summary>
    internal static double SumOfSquares(TensorView<float> x) => SumOfSquares(x.Address, checked((int)x.Count));

    /// <summary>a ← a + weight · (b − a).</summary>
    internal static void Lerp(TensorView<float> a, TensorView<float> b, float weight)
    {
        b.Demand(a.Count);
        Lerp(a.Address, b.Address, checked((int)a.Count), weight);
    }

    /// <summary>One update of parameters p with gradients g, means m and squares v.</summary>
    internal static void Adam(
        TensorView<float> p, TensorView<float> g, TensorView<float> m, TensorView<float> v, AdamFactors factors)
    {
        g.Demand(p.Count);
        m.Demand(p.Count);
        v.Demand(p.Count);
        Adam(p.Address, g.Address, m.Address, v.Address, checked((int)p.Count), factors);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfSquares(float* x, int count)
    {
        Vector512<double> low = default, high = default;
        int i = 0;
        for (; i + Lanes <= count; i += Lanes)
        {
            (Vector512<double> a, Vector512<double> b) = Vector512.Widen(Vector512.Load(x + i));
            low += a * a;
            high += b * b;
        }

        double sum = Vector512.Sum(low + high);
        for (; i < count; i++)
        {
            sum += (double)x[i] * x[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lerp(float* a, float* b, int count, float weight)
    {
        int i = 0;
        for (; i + Lanes <= count; i += Lanes)
        {
            Vector512<float> old = Vector512.Load(a + i);
            Vector512.FusedMultiplyAdd(Vector512.Load(b + i) - old, Vector512.Create(weight), old).Store(a + i);
        }

        for (; i < count; i++)
        {
            a[i] = MathF.FusedMultiplyAdd(b[i] - a[i], weight, a[i]);
        }
    }

    // Where a gradient stays zero the moments decay into numbers so small that processors compute them slowly, and
    // never reach zero: below the smallest normal number they are zero here.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Adam(float* p, float* g, float* m, float* v, int count, AdamFactors f)
    {
        int i = 0;
        for (; i + Lanes <= count; i += Lanes)
        {
            Vector512<float> gradient = Vector512.Load(g + i) * f.Gradient;
            Vector512<float> mean = Vector512.Load(m + i);
            mean = Vector512.FusedMultiplyAdd(gradient - mean, Vector512.Create(f.MeanWeight), mean);
            Vector512<float> square = Vector512.Load(v + i);
            square = Vector512.FusedMultiplyAdd((gradient * gradient) - square, Vector512.Create(f.SquareWeight), square);
            mean = Normal(mean);
            square = Normal(square);
            Vector512<float> divisor = (Vector512.Sqrt(square) * f.SquareCorrection) + Vector512.Create(f.Epsilon);
            Vector512<float> change = mean * f.Rate / divisor;
            (Vector512.Load(p + i) - change).Store(p + i);
            mean.Store(m + i);
            square.Store(v + i);
        }

        for (; i < count; i++)
        {
            float gradient = g[i] * f.Gradient;
            m[i] = Normal(MathF.FusedMultiplyAdd(gradient - m[i], f.MeanWeight, m[i]));
            v[i] = Normal(MathF.FusedMultiplyAdd((gradient * gradient) - v[i], f.SquareWeight, v[i]));
            p[i] -= m[i] * f.Rate / ((MathF.Sqrt(v[i]) * f.SquareCorrection) + f.Epsilon);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Normal(Vector512<float> x) =>
        Vector512.AndNot(x, Vector512.LessThan(Vector512.Abs(x), Vector512.Create(SmallestNormal)));

    private static float Normal(float x) => MathF.Abs(x) < SmallestNormal ? 0 : x;
}
