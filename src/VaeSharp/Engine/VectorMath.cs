using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeSharp.Engine;

/// <summary>Functions of sixteen numbers at once, short enough to be part of the loop that calls them.</summary>
/// <remarks>Polynomials: Moshier, Cephes mathematical library 2.8, expf and logf; within 2 units of the last place.</remarks>
internal static class VectorMath
{
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f; // exact in few bits, so that n · ln 2 loses nothing
    private const float Ln2Low = -2.12194440e-4f;
    private const float Ln2 = 0.69314718f;
    private const float SmallestExponent = -87.3f; // exp of less is below the smallest normal number
    private const float LargestExponent = 88.3f; // of more, 2ⁿ is infinite

    /// <summary>exp(x), limited to normal numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(SmallestExponent)), Vector512.Create(LargestExponent));
        Vector512<float> n = Vector512.Round(x * Log2E);
        Vector512<float> r = x - (n * Ln2High) - (n * Ln2Low); // |r| ≤ ln 2 / 2
        Vector512<float> p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.FusedMultiplyAdd(p, r * r, r + Vector512<float>.One);
        Vector512<int> exponent = (Vector512.ConvertToInt32(n) + Vector512.Create(127)) << 23;
        return p * exponent.AsSingle();
    }

    /// <summary>log(1 + x) for x in [0, 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> LogOnePlus(Vector512<float> x)
    {
        // Above √2 − 1: log(1 + x) = log 2 + log(1 + (x − 1)/2).
        Vector512<float> large = Vector512.GreaterThan(x, Vector512.Create(0.41421356f));
        Vector512<float> f = Vector512.ConditionalSelect(large, (x - Vector512<float>.One) * 0.5f, x);
        Vector512<float> p = Vector512.Create(7.0376836292e-2f);
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-1.1514610310e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(1.1676998740e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-1.2420140846e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(1.4249322787e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-1.6668057665e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(2.0000714765e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-2.4999993993e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(3.3333331174e-1f));
        Vector512<float> square = f * f;
        Vector512<float> log = f - (square * 0.5f) + (square * f * p);
        return log + (large & Vector512.Create(Ln2));
    }
}
