using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VaeSharp.Engine.Kernels;

/// <summary>Rows and columns of a block of 16 × 16 numbers exchanged, in registers.</summary>
internal static unsafe class BlockTranspose
{
    /// <summary>Rows, and columns.</summary>
    internal const int Lanes = 16;

    /// <summary>Whether this processor can.</summary>
    internal static bool IsSupported => Avx512F.IsSupported;

    /// <summary>to[k, i] = from[i, k]; strides are values from one row to the next.</summary>
    /// <remarks>Pairs, then pairs of pairs within the 128-bit quarters, then the quarters themselves.</remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Write(float* from, nint stride, float* to, nint toStride)
    {
        Vector512<float>* first = stackalloc Vector512<float>[Lanes];
        Vector512<float>* second = stackalloc Vector512<float>[Lanes];
        for (int i = 0; i < Lanes; i += 2)
        {
            Vector512<float> even = Vector512.Load(from + (i * stride));
            Vector512<float> odd = Vector512.Load(from + ((i + 1) * stride));
            first[i] = Avx512F.UnpackLow(even, odd);
            first[i + 1] = Avx512F.UnpackHigh(even, odd);
        }

        for (int i = 0; i < Lanes; i += 4)
        {
            for (int pair = 0; pair < 2; pair++)
            {
                Vector512<double> low = first[i + pair].AsDouble();
                Vector512<double> high = first[i + pair + 2].AsDouble();
                second[i + (2 * pair)] = Avx512F.UnpackLow(low, high).AsSingle();
                second[i + (2 * pair) + 1] = Avx512F.UnpackHigh(low, high).AsSingle();
            }
        }

        for (int i = 0; i < 4; i++)
        {
            Vector512<float> evenLow = Avx512F.Shuffle4x128(second[i], second[i + 4], 0b10_00_10_00);
            Vector512<float> oddLow = Avx512F.Shuffle4x128(second[i], second[i + 4], 0b11_01_11_01);
            Vector512<float> evenHigh = Avx512F.Shuffle4x128(second[i + 8], second[i + 12], 0b10_00_10_00);
            Vector512<float> oddHigh = Avx512F.Shuffle4x128(second[i + 8], second[i + 12], 0b11_01_11_01);
            Avx512F.Shuffle4x128(evenLow, evenHigh, 0b10_00_10_00).Store(to + (i * toStride));
            Avx512F.Shuffle4x128(oddLow, oddHigh, 0b10_00_10_00).Store(to + ((i + 4) * toStride));
            Avx512F.Shuffle4x128(evenLow, evenHigh, 0b11_01_11_01).Store(to + ((i + 8) * toStride));
            Avx512F.Shuffle4x128(oddLow, oddHigh, 0b11_01_11_01).Store(to + ((i + 12) * toStride));
        }
    }
}
