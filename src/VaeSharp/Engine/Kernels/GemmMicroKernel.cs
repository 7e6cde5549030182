using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeSharp.Engine.Kernels;

/// <summary>Where a tile's sums go, and what they are added to.</summary>
/// <param name="to">The tile's first value.</param>
/// <param name="stride">Values from one of its rows to the next.</param>
/// <param name="addend">A row of 32 values or more, or null for none.</param>
/// <param name="addendStride">Values from one row of the addend to the next; 0 where all rows share one.</param>
internal readonly unsafe struct TileTarget(float* to, nint stride, float* addend, nint addendStride)
{
    /// <summary>The same, some rows further down.</summary>
    internal TileTarget Down(int rows) =>
        new(to + (rows * stride), stride, addend == null ? null : addend + (rows * addendStride), addendStride);

    /// <summary>Adds sums that lie beside the matrix, in rows of 32, fewer columns of which belong to it.</summary>
    internal void Add(float* sums, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                float before = addend == null ? 0 : addend[(i * addendStride) + j];
                to[(i * stride) + j] = before + sums[(i * GemmMicroKernel.Columns) + j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Store(int row, Vector512<float> left, Vector512<float> right)
    {
        if (addend != null)
        {
            left += Vector512.Load(addend + (row * addendStride));
            right += Vector512.Load(addend + (row * addendStride) + 16);
        }

        left.Store(to + (row * stride));
        right.Store(to + (row * stride) + 16);
    }
}

/// <summary>The innermost loop of a matrix product: a few rows by 32 columns, all their sums in registers.</summary>
/// <remarks>
/// Source: Van Zee &amp; van de Geijn 2015 (BLIS), section 3. Twelve rows leave 24 sums, 2 columns and a broadcast
/// value for the 32 registers of AVX-512. Sums run over the depth in order, so a result does not depend on threads.
/// </remarks>
internal static unsafe class GemmMicroKernel
{
    /// <summary>Columns of a tile.</summary>
    internal const int Columns = 32;

    /// <summary>Rows of the largest tile.</summary>
    internal const int Rows = 12;

    /// <summary>target[i, j] = addend[i, j] + Σₖ a[i, k] · b[k, j] for all rows, in the largest tiles that fit.</summary>
    /// <param name="rows">Of a and of the target; any number.</param>
    /// <param name="a">Its value at [0, 0].</param>
    /// <param name="row">Bytes from one row of a to the next.</param>
    /// <param name="step">Bytes from one column of a to the next.</param>
    /// <param name="b">Packed: depth rows of 32 values.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="target">Of the first row.</param>
    internal static void Run(int rows, float* a, nint row, nint step, float* b, int depth, TileTarget target)
    {
        while (rows > 0)
        {
            int done = rows >= Rows ? Rows : rows >= 4 ? 4 : 1;
            switch (done)
            {
                case Rows: Twelve(a, row, step, b, depth, target); break;
                case 4: Four(a, row, step, b, depth, target); break;
                default: One(a, row, step, b, depth, target); break;
            }

            rows -= done;
            a = (float*)((byte*)a + (done * row));
            target = target.Down(done);
        }
    }

    // Row offsets are written so that an address is one instruction's operand.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Twelve(float* a, nint row, nint step, float* b, int depth, in TileTarget target)
    {
        Vector512<float> left0 = default, right0 = default;
        Vector512<float> left1 = default, right1 = default;
        Vector512<float> left2 = default, right2 = default;
        Vector512<float> left3 = default, right3 = default;
        Vector512<float> left4 = default, right4 = default;
        Vector512<float> left5 = default, right5 = default;
        Vector512<float> left6 = default, right6 = default;
        Vector512<float> left7 = default, right7 = default;
        Vector512<float> left8 = default, right8 = default;
        Vector512<float> left9 = default, right9 = default;
        Vector512<float> left10 = default, right10 = default;
        Vector512<float> left11 = default, right11 = default;
        byte* a0 = (byte*)a;
        byte* a3 = a0 + (3 * row);
        byte* a6 = a0 + (6 * row);
        byte* a9 = a0 + (9 * row);
        for (; depth > 0; depth--)
        {
            Vector512<float> left = Vector512.Load(b);
            Vector512<float> right = Vector512.Load(b + 16);
            Vector512<float> value0 = Vector512.Create(*(float*)a0);
            left0 = Vector512.FusedMultiplyAdd(value0, left, left0);
            right0 = Vector512.FusedMultiplyAdd(value0, right, right0);
            Vector512<float> value1 = Vector512.Create(*(float*)(a0 + row));
            left1 = Vector512.FusedMultiplyAdd(value1, left, left1);
            right1 = Vector512.FusedMultiplyAdd(value1, right, right1);
            Vector512<float> value2 = Vector512.Create(*(float*)(a0 + (2 * row)));
            left2 = Vector512.FusedMultiplyAdd(value2, left, left2);
            right2 = Vector512.FusedMultiplyAdd(value2, right, right2);
            Vector512<float> value3 = Vector512.Create(*(float*)a3);
            left3 = Vector512.FusedMultiplyAdd(value3, left, left3);
            right3 = Vector512.FusedMultiplyAdd(value3, right, right3);
            Vector512<float> value4 = Vector512.Create(*(float*)(a3 + row));
            left4 = Vector512.FusedMultiplyAdd(value4, left, left4);
            right4 = Vector512.FusedMultiplyAdd(value4, right, right4);
            Vector512<float> value5 = Vector512.Create(*(float*)(a3 + (2 * row)));
            left5 = Vector512.FusedMultiplyAdd(value5, left, left5);
            right5 = Vector512.FusedMultiplyAdd(value5, right, right5);
            Vector512<float> value6 = Vector512.Create(*(float*)a6);
            left6 = Vector512.FusedMultiplyAdd(value6, left, left6);
            right6 = Vector512.FusedMultiplyAdd(value6, right, right6);
            Vector512<float> value7 = Vector512.Create(*(float*)(a6 + row));
            left7 = Vector512.FusedMultiplyAdd(value7, left, left7);
            right7 = Vector512.FusedMultiplyAdd(value7, right, right7);
            Vector512<float> value8 = Vector512.Create(*(float*)(a6 + (2 * row)));
            left8 = Vector512.FusedMultiplyAdd(value8, left, left8);
            right8 = Vector512.FusedMultiplyAdd(value8, right, right8);
            Vector512<float> value9 = Vector512.Create(*(float*)a9);
            left9 = Vector512.FusedMultiplyAdd(value9, left, left9);
            right9 = Vector512.FusedMultiplyAdd(value9, right, right9);
            Vector512<float> value10 = Vector512.Create(*(float*)(a9 + row));
            left10 = Vector512.FusedMultiplyAdd(value10, left, left10);
            right10 = Vector512.FusedMultiplyAdd(value10, right, right10);
            Vector512<float> value11 = Vector512.Create(*(float*)(a9 + (2 * row)));
            left11 = Vector512.FusedMultiplyAdd(value11, left, left11);
            right11 = Vector512.FusedMultiplyAdd(value11, right, right11);
            a0 += step;
            a3 += step;
            a6 += step;
            a9 += step;
            b += Columns;
        }

        target.Store(0, left0, right0);
        target.Store(1, left1, right1);
        target.Store(2, left2, right2);
        target.Store(3, left3, right3);
        target.Store(4, left4, right4);
        target.Store(5, left5, right5);
        target.Store(6, left6, right6);
        target.Store(7, left7, right7);
        target.Store(8, left8, right8);
        target.Store(9, left9, right9);
        target.Store(10, left10, right10);
        target.Store(11, left11, right11);
    }

    // For what twelve leave over.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* a, nint row, nint step, float* b, int depth, in TileTarget target)
    {
        Vector512<float> left0 = default, right0 = default;
        Vector512<float> left1 = default, right1 = default;
        Vector512<float> left2 = default, right2 = default;
        Vector512<float> left3 = default, right3 = default;
        byte* a0 = (byte*)a;
        byte* a3 = a0 + (3 * row);
        for (; depth > 0; depth--)
        {
            Vector512<float> left = Vector512.Load(b);
            Vector512<float> right = Vector512.Load(b + 16);
            Vector512<float> value0 = Vector512.Create(*(float*)a0);
            left0 = Vector512.FusedMultiplyAdd(value0, left, left0);
            right0 = Vector512.FusedMultiplyAdd(value0, right, right0);
            Vector512<float> value1 = Vector512.Create(*(float*)(a0 + row));
            left1 = Vector512.FusedMultiplyAdd(value1, left, left1);
            right1 = Vector512.FusedMultiplyAdd(value1, right, right1);
            Vector512<float> value2 = Vector512.Create(*(float*)(a0 + (2 * row)));
            left2 = Vector512.FusedMultiplyAdd(value2, left, left2);
            right2 = Vector512.FusedMultiplyAdd(value2, right, right2);
            Vector512<float> value3 = Vector512.Create(*(float*)a3);
            left3 = Vector512.FusedMultiplyAdd(value3, left, left3);
            right3 = Vector512.FusedMultiplyAdd(value3, right, right3);
            a0 += step;
            a3 += step;
            b += Columns;
        }

        target.Store(0, left0, right0);
        target.Store(1, left1, right1);
        target.Store(2, left2, right2);
        target.Store(3, left3, right3);
    }

    // For the last rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(float* a, nint row, nint step, float* b, int depth, in TileTarget target)
    {
        Vector512<float> left0 = default, right0 = default;
        byte* a0 = (byte*)a;
        for (; depth > 0; depth--)
        {
            Vector512<float> left = Vector512.Load(b);
            Vector512<float> right = Vector512.Load(b + 16);
            Vector512<float> value0 = Vector512.Create(*(float*)a0);
            left0 = Vector512.FusedMultiplyAdd(value0, left, left0);
            right0 = Vector512.FusedMultiplyAdd(value0, right, right0);
            a0 += step;
            b += Columns;
        }

        target.Store(0, left0, right0);
    }
}
