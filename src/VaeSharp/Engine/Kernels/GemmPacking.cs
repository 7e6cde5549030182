using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeSharp.Engine.Kernels;

/// <summary>Brings 32 columns of the right factor together, so that the innermost loop reads memory in order.</summary>
internal static unsafe class GemmPacking
{
    private const int Columns = GemmMicroKernel.Columns;
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
                    BlockTranspose.Write(b + (j * stride) + k, stride, packed + (k * Columns) + j, Columns);
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
}
