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
    private const int SquareRootOfHalf = 0x3f3504f3;

    /// <summary>exp(x), limited to normal numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Exp(Vector512<float> x)
    {
        Vector512<float> p = Reduce(x, out Vector512<float> r, out Vector512<float> power);
        return Vector512.FusedMultiplyAdd(p, r * r, r + Vector512<float>.One) * power;
    }

    /// <summary>exp(x) − 1 for x ≤ 0, to all digits also where it is close to zero.</summary>
    /// <remarks>With x = n ln 2 + r: 2ⁿ (exp(r) − 1) + (2ⁿ − 1), whose last part is exact or close to −1.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> ExpMinusOne(Vector512<float> x)
    {
        Vector512<float> p = Reduce(x, out Vector512<float> r, out Vector512<float> power);
        Vector512<float> rest = Vector512.FusedMultiplyAdd(p, r * r, r);
        return Vector512.FusedMultiplyAdd(rest, power, power - Vector512<float>.One);
    }

    /// <summary>tanh(x) = sign(x) · (1 − e)/(1 + e) with e = exp(−2|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> e = ExpMinusOne(-2 * Vector512.Abs(x));
        return Vector512.CopySign(-e / (e + Vector512.Create(2f)), x);
    }

    /// <summary>log(x) for normal numbers above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Log(Vector512<float> x)
    {
        // x = m · 2ⁿ with m from √½ to √2: the bits of √½ bring the border between two n there.
        Vector512<int> bits = x.AsInt32() - Vector512.Create(SquareRootOfHalf);
        Vector512<float> n = Vector512.ConvertToSingle(bits >> 23);
        Vector512<float> m = ((bits & Vector512.Create(0x007fffff)) + Vector512.Create(SquareRootOfHalf)).AsSingle();
        return LogNearOne(m - Vector512<float>.One) + (n * Ln2Low) + (n * Ln2High);
    }

    /// <summary>log(1 + x) for x in [0, 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> LogOnePlus(Vector512<float> x)
    {
        // Above √2 − 1: log(1 + x) = log 2 + log(1 + (x − 1)/2).
        Vector512<float> large = Vector512.GreaterThan(x, Vector512.Create(0.41421356f));
        Vector512<float> f = Vector512.ConditionalSelect(large, (x - Vector512<float>.One) * 0.5f, x);
        return LogNearOne(f) + (large & Vector512.Create(Ln2));
    }

    // The polynomial of exp(r) = 1 + r + r² p(r), with x = n ln 2 + r and |r| ≤ ln 2 / 2; power is 2ⁿ.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Reduce(Vector512<float> x, out Vector512<float> r, out Vector512<float> power)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(SmallestExponent)), Vector512.Create(LargestExponent));
        Vector512<float> n = Vector512.Round(x * Log2E);
        r = x - (n * Ln2High) - (n * Ln2Low);
        Vector512<float> p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        power = ((Vector512.ConvertToInt32(n) + Vector512.Create(127)) << 23).AsSingle();
        return p;
    }

    // log(1 + f) for f from √½ − 1 to √2 − 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LogNearOne(Vector512<float> f)
    {
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
        return f - (square * 0.5f) + (square * f * p);
    }
}
