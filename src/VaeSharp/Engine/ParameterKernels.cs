using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeSharp.Engine;

/// <summary>Loops over all parameters at once, on all threads: libtorch's take one tensor after the other.</summary>
internal static unsafe class ParameterKernels
{
    private const int Lanes = 16;
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>The Euclidean norm over one list, summed in double.</summary>
    internal static double Norm(ParameterPieces pieces, int list)
    {
        double[] squares = new double[pieces.Count];
        pieces.ForEach((i, piece) => squares[i] = SumOfSquares(piece.Of(list), piece.Count));
        return Math.Sqrt(squares.Sum());
    }

    /// <summary>a ← a + weight · (b − a) for the lists a, b.</summary>
    internal static void Lerp(ParameterPieces pieces, double weight) =>
        pieces.ForEach((_, piece) => Lerp(piece.Of(0), piece.Of(1), piece.Count, (float)weight));

    /// <summary>One update of the lists parameters, gradients, means, squares.</summary>
    internal static void Adam(ParameterPieces pieces, AdamFactors factors) =>
        pieces.ForEach((_, p) => Adam(p.Of(0), p.Of(1), p.Of(2), p.Of(3), p.Count, factors));

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

/// <summary>The numbers of one update of Adam, the same for all parameters.</summary>
/// <param name="Gradient">Every gradient is multiplied by it first.</param>
/// <param name="Rate">α / (1 − β₁ᵗ).</param>
/// <param name="MeanWeight">1 − β₁.</param>
/// <param name="SquareWeight">1 − β₂.</param>
/// <param name="SquareCorrection">1 / √(1 − β₂ᵗ).</param>
/// <param name="Epsilon">Added to the root.</param>
internal readonly record struct AdamFactors(
    float Gradient, float Rate, float MeanWeight, float SquareWeight, float SquareCorrection, float Epsilon);
