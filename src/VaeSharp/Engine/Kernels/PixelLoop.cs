using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeSharp.Engine.Kernels;

/// <summary>From bytes of an image to float32 values, in one pass over memory.</summary>
internal static unsafe class PixelLoop
{
    private const int Lanes = 16;
    private const float Half = 127.5f;

    /// <summary>Levels divided by 255.</summary>
    internal static void Scale(ReadOnlySpan<byte> pixels, TensorView<float> to)
    {
        to.Demand(pixels.Length);
        fixed (byte* from = pixels)
        {
            Scale(from, pixels.Length, to.Address);
        }
    }

    /// <summary>1 where a level is above the middle, else 0.</summary>
    internal static void Cut(ReadOnlySpan<byte> pixels, TensorView<float> to)
    {
        to.Demand(pixels.Length);
        fixed (byte* from = pixels)
        {
            Cut(from, pixels.Length, to.Address);
        }
    }

    /// <summary>1 with the probability level/255, else 0.</summary>
    /// <param name="pixels">Levels.</param>
    /// <param name="key">Of the random bits.</param>
    /// <param name="position">The first pixel's index among those bits.</param>
    /// <param name="to">As many values.</param>
    internal static void Binarize(ReadOnlySpan<byte> pixels, ulong key, ulong position, TensorView<float> to)
    {
        to.Demand(pixels.Length);
        fixed (byte* from = pixels)
        {
            Binarize(from, pixels.Length, key, position, to.Address);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(byte* pixels, int count, float* to)
    {
        int i = 0;
        for (; Vector512.IsHardwareAccelerated && i + Lanes <= count; i += Lanes)
        {
            (Floats(pixels + i) / Vector512.Create(255f)).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = pixels[i] / 255f;
        }
    }

    private static void Cut(byte* pixels, int count, float* to)
    {
        for (int i = 0; i < count; i++)
        {
            to[i] = pixels[i] > Half ? 1 : 0;
        }
    }

    // A uniform number of 24 bits is below p/255 with that probability: never for 0, always for 255.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Binarize(byte* pixels, int count, ulong key, ulong position, float* to)
    {
        int i = 0;
        for (; Vector512.IsHardwareAccelerated && i + Lanes <= count; i += Lanes, position += Lanes / 2)
        {
            Vector512<uint> bits = RandomStream.EightBitsAt(key, position).AsUInt32() >> 8;
            Vector512<float> uniform = Vector512.ConvertToSingle(bits.AsInt32()) * Vector512.Create(255f / (1 << 24));
            (Vector512.LessThan(uniform, Floats(pixels + i)) & Vector512<float>.One).Store(to + i);
        }

        for (; i < count; i++, position++)
        {
            float uniform = ((uint)RandomStream.BitsAt(key, position) >> 8) * (255f / (1 << 24));
            to[i] = uniform < pixels[i] ? 1 : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Floats(byte* pixels)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Load(pixels));
        (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(Vector256.Create(low, high));
        return Vector512.ConvertToSingle(Vector512.Create(first, second).AsInt32());
    }
}
