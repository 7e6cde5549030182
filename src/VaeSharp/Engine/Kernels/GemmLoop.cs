using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace VaeSharp.Engine.Kernels;

/// <summary>Products of float32 matrices with AVX-512, on libtorch's threads.</summary>
internal static unsafe class GemmLoop
{
    // 32 columns of this depth are 32 KB: they stay in a core's first cache while all rows pass by.
    private const int Depth = 256;

    /// <summary>Whether this processor and system can.</summary>
    internal static bool IsSupported { get; } = Avx512F.IsSupported && Avx512DQ.IsSupported && OpenMp.IsAvailable;

    /// <summary>sums = x · wᵀ + bias; shapes [M, K], [N, K] and [N] to [M, N], with K above 0.</summary>
    internal static void Affine(
        TensorView<float> x, TensorView<float> w, TensorView<float> bias, TensorView<float> sums, GemmSize size)
    {
        bias.Demand(size.N);
        Check(x, w, sums, size);
        Run(new Problem(size, x.Address, size.K, 1, w.Address, size.K, true, sums.Address, bias.Address));
    }

    /// <summary>sums = g · w; shapes [M, K] and [K, N] to [M, N], with K above 0.</summary>
    internal static void Plain(TensorView<float> g, TensorView<float> w, TensorView<float> sums, GemmSize size)
    {
        Check(g, w, sums, size);
        Run(new Problem(size, g.Address, size.K, 1, w.Address, size.N, false, sums.Address, null));
    }

    /// <summary>sums = gᵀ · x; shapes [K, M] and [K, N] to [M, N], with K above 0.</summary>
    internal static void Transposed(TensorView<float> g, TensorView<float> x, TensorView<float> sums, GemmSize size)
    {
        Check(g, x, sums, size);
        Run(new Problem(size, g.Address, 1, size.M, x.Address, size.N, false, sums.Address, null));
    }

    private static void Check(TensorView<float> left, TensorView<float> right, TensorView<float> sums, GemmSize size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.K);
        left.Demand((long)size.M * size.K);
        right.Demand((long)size.N * size.K);
        sums.Demand((long)size.M * size.N);
    }

    private static void Run(Problem problem)
    {
        int panels = (problem.N + GemmMicroKernel.Columns - 1) / GemmMicroKernel.Columns;
        int threads = Threads.Count;
        int whole = panels - (panels % threads); // the others are shared, row by row, so that all threads end together
        int pieces = whole + ((panels - whole) * threads);
        int next = 0;
        OpenMp.Run(Math.Min(threads, pieces), _ =>
        {
            float* packed = (float*)NativeMemory.AlignedAlloc((nuint)(Depth * GemmMicroKernel.Columns * sizeof(float)), 64);
            float* edge = stackalloc float[GemmMicroKernel.Columns * GemmMicroKernel.Rows];
            int piece;
            while ((piece = Interlocked.Increment(ref next) - 1) < pieces)
            {
                int rest = piece - whole;
                if (rest < 0)
                {
                    problem.Panel(piece, 0, 1, packed, edge);
                }
                else
                {
                    problem.Panel(whole + (rest / threads), rest % threads, threads, packed, edge);
                }
            }

            NativeMemory.AlignedFree(packed);
        });
    }

    private readonly struct Problem(
        GemmSize size, float* a, nint aRow, nint aStep, float* b, nint bStride, bool transposed, float* c, float* bias)
    {
        internal int N => size.N;

        // One of so many equal shares of a panel's rows.
        internal void Panel(int panel, int share, int shares, float* packed, float* edge)
        {
            (int m, int n, int k) = size;
            int first = panel * GemmMicroKernel.Columns;
            int columns = Math.Min(GemmMicroKernel.Columns, n - first);
            int blocks = (k + Depth - 1) / Depth;
            int tiles = (m + GemmMicroKernel.Rows - 1) / GemmMicroKernel.Rows;
            int begin = tiles * share / shares;
            int end = tiles * (share + 1) / shares;
            for (int block = 0; begin < end && block < blocks; block++)
            {
                int from = (int)((long)k * block / blocks);
                int depth = (int)((long)k * (block + 1) / blocks) - from;
                if (transposed)
                {
                    GemmPacking.Transpose(b + (first * bStride) + from, bStride, columns, depth, packed);
                }
                else
                {
                    GemmPacking.Copy(b + (from * bStride) + first, bStride, columns, depth, packed);
                }

                float* addend = block > 0 ? c + first : bias == null ? null : bias + first;
                var target = new TileTarget(c + first, n, addend, block > 0 ? n : 0);
                for (int tile = begin; tile < end; tile++)
                {
                    int row = tile * GemmMicroKernel.Rows;
                    int rows = Math.Min(GemmMicroKernel.Rows, m - row);
                    float* at = a + (row * aRow) + (from * aStep);
                    if (columns == GemmMicroKernel.Columns)
                    {
                        GemmMicroKernel.Run(
                            rows, at, aRow * sizeof(float), aStep * sizeof(float), packed, depth, target.Down(row));
                        continue;
                    }

                    // The last columns are summed beside the matrix, as a tile is wider than what is left of it.
                    GemmMicroKernel.Run(
                        rows, at, aRow * sizeof(float), aStep * sizeof(float), packed, depth,
                        new TileTarget(edge, GemmMicroKernel.Columns, null, 0));
                    target.Down(row).Add(edge, rows, columns);
                }
            }
        }
    }
}

/// <summary>Sizes of a product of matrices.</summary>
/// <param name="M">Rows of the result.</param>
/// <param name="N">Columns of the result.</param>
/// <param name="K">Terms of each sum.</param>
internal readonly record struct GemmSize(int M, int N, int K);
