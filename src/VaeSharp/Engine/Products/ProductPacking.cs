using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VaeSharp.Engine.Products;

/// <summary>Brings 32 columns of the right factor together, so that the innermost loop reads memory in order.</summary>
internal static unsafe class ProductPacking
{
    private const int Columns = ProductTile.Columns;
    private const int Lanes = 16;

    /// <summary>packed[k, j] = b[k, j], zeros beyond the last column.</summary>
    /// <param name="b">Its value at [0, first column]; columns lie side by side.</param>
    /// <param name="stride">Values from one row to the next.</param>
    /// <param name="columns">How many of the 32 there are.</param>
    /// <param name="depth">Rows.</param>
    /// <param name="packed">Room for depth × 32 values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Copy(float* b, nint stride, int columns, int depth, float* packed)
    {
        for (int k = 0; k < depth; k++, b += stride, packed += Columns)
        {
            if (columns == Columns)
            {
                Vector512.Load(b).Store(packed);
                Vector512.Load(b + Lanes).Store(packed + Lanes);
                continue;
            }

            new Span<float>(packed, Columns).Clear();
            new ReadOnlySpan<float>(b, columns).CopyTo(new Span<float>(packed, columns));
        }
    }

    /// <summary>packed[k, j] = b[j, k], zeros beyond the last column.</summary>
    /// <param name="b">Its value at [first column, 0]; the depth lies side by side.</param>
    /// <param name="stride">Values from one column to the next.</param>
    /// <param name="columns">How many of the 32 there are.</param>
    /// <param name="depth">Rows of the result.</param>
    /// <param name="packed">Room for depth × 32 values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Transpose(float* b, nint stride, int columns, int depth, float* packed)
    {
        for (int j = 0; j < Columns; j += Lanes)
        {
            int k = 0;
            if (j + Lanes <= columns)
            {
                for (; k + Lanes <= depth; k += Lanes)
                {
                    TransposeBlock(b + (j * stride) + k, stride, packed + (k * Columns) + j);
                }
            }

            for (; k < depth; k++)
            {
                for (int i = j; i < j + Lanes; i++)
                {
                    packed[(k * Columns) + i] = i < columns ? b[(i * stride) + k] : 0;
                }
            }
        }
    }

    // 16 × 16 values: pairs, then pairs of pairs within the 128-bit quarters, then the quarters themselves.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeBlock(float* from, nint stride, float* to)
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
            Avx512F.Shuffle4x128(evenLow, evenHigh, 0b10_00_10_00).Store(to + (i * Columns));
            Avx512F.Shuffle4x128(oddLow, oddHigh, 0b10_00_10_00).Store(to + ((i + 4) * Columns));
            Avx512F.Shuffle4x128(evenLow, evenHigh, 0b11_01_11_01).Store(to + ((i + 8) * Columns));
            Avx512F.Shuffle4x128(oddLow, oddHigh, 0b11_01_11_01).Store(to + ((i + 12) * Columns));
        }
    }
}
