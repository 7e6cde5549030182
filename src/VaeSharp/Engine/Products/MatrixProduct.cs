using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace VaeSharp.Engine.Products;

/// <summary>Products of float32 matrices, faster than libtorch's where libtorch's library holds back.</summary>
/// <remarks>
/// libtorch multiplies matrices with MKL, which uses AVX-512 on its maker's processors only: on others with AVX-512 it
/// reaches half of what they can. Elsewhere, and on other devices, libtorch's own product is used.
/// docs/performance.md has the figures.
/// </remarks>
public static unsafe class MatrixProduct
{
    // 32 columns of this depth are 32 KB: they stay in a core's first cache while all rows pass by.
    private const int Depth = 256;

    private static readonly bool Possible = Avx512F.IsSupported && Avx512DQ.IsSupported && OpenMp.IsAvailable;
    private static readonly bool Faster = Possible && !IsIntel();

    /// <summary>Whether ours is used: where it can be and is faster, unless it is switched off.</summary>
    public static bool IsUsed { get; set; } = Faster;

    /// <summary>Whether these two matrices can be multiplied here: see <see cref="TensorMemory.IsPlain"/>.</summary>
    internal static bool Takes(Tensor left, Tensor right) =>
        IsUsed && left.dim() == 2 && right.dim() == 2 && TensorMemory.IsPlain(left) && TensorMemory.IsPlain(right);

    /// <summary>x · wᵀ + b; shape [M, K] and [N, K] to [M, N].</summary>
    /// <exception cref="ArgumentException">Sizes or types do not fit each other.</exception>
    internal static Tensor Affine(Tensor x, Tensor w, Tensor bias)
    {
        Demand(x, w, x.dim() == 2 && w.dim() == 2 && x.shape[1] == w.shape[1]);
        Demand(w, bias, bias.dim() == 1 && bias.shape[0] == w.shape[0]);
        if (!CanRun(x, w, x.shape[1]))
        {
            return nn.functional.linear(x, w, bias);
        }

        Tensor sums = empty(x.shape[0], w.shape[0]);
        var problem = new Problem(
            (int)x.shape[0], (int)w.shape[0], (int)x.shape[1], Rows(x), Stride(x), 1, Rows(w), Stride(w), true, Rows(sums),
            Rows(bias));
        Run(problem);
        Keep(x, w, bias);
        return sums;
    }

    /// <summary>g · w; shape [M, K] and [K, N] to [M, N].</summary>
    /// <exception cref="ArgumentException">Sizes or types do not fit each other.</exception>
    internal static Tensor Plain(Tensor g, Tensor w)
    {
        Demand(g, w, g.dim() == 2 && w.dim() == 2 && g.shape[1] == w.shape[0]);
        if (!CanRun(g, w, g.shape[1]))
        {
            return g.mm(w);
        }

        Tensor sums = empty(g.shape[0], w.shape[1]);
        Run(new Problem(
            (int)g.shape[0], (int)w.shape[1], (int)g.shape[1], Rows(g), Stride(g), 1, Rows(w), Stride(w), false, Rows(sums),
            null));
        Keep(g, w);
        return sums;
    }

    /// <summary>gᵀ · x; shape [K, M] and [K, N] to [M, N].</summary>
    /// <exception cref="ArgumentException">Sizes or types do not fit each other.</exception>
    internal static Tensor Transposed(Tensor g, Tensor x)
    {
        Demand(g, x, g.dim() == 2 && x.dim() == 2 && g.shape[0] == x.shape[0]);
        if (!CanRun(g, x, g.shape[0]))
        {
            return g.t().mm(x);
        }

        Tensor sums = empty(g.shape[1], x.shape[1]);
        Run(new Problem(
            (int)g.shape[1], (int)x.shape[1], (int)g.shape[0], Rows(g), 1, Stride(g), Rows(x), Stride(x), false, Rows(sums),
            null));
        Keep(g, x);
        return sums;
    }

    // Our loops trust these: a wrong size would read what is not theirs.
    private static void Demand(Tensor left, Tensor right, bool fits)
    {
        if (!fits || left.dtype != right.dtype)
        {
            throw new ArgumentException(
                $"A product of {left.dtype} [{string.Join(", ", left.shape)}] and {right.dtype} [{string.Join(", ", right.shape)}]: "
                + "sizes or types do not fit each other.");
        }
    }

    // A sum of no terms is libtorch's, as is all that this processor or the layout rules out.
    private static bool CanRun(Tensor left, Tensor right, long depth) =>
        Possible && depth > 0 && TensorMemory.IsPlain(left) && TensorMemory.IsPlain(right);

    // An address is no reference: without these a collection could free a tensor while it is read.
    private static void Keep(params ReadOnlySpan<Tensor> read)
    {
        foreach (Tensor tensor in read)
        {
            GC.KeepAlive(tensor);
        }
    }

    private static void Run(Problem problem)
    {
        int panels = (problem.N + ProductTile.Columns - 1) / ProductTile.Columns;
        int threads = Threads.Count;
        int whole = panels - (panels % threads); // the others are shared, row by row, so that all threads end together
        int pieces = whole + ((panels - whole) * threads);
        int next = 0;
        OpenMp.Run(Math.Min(threads, pieces), _ =>
        {
            float* packed = (float*)NativeMemory.AlignedAlloc((nuint)(Depth * ProductTile.Columns * sizeof(float)), 64);
            float* edge = stackalloc float[ProductTile.Columns * ProductTile.Rows];
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

    private static float* Rows(Tensor tensor) => (float*)TensorMemory.AddressOf(tensor);

    private static nint Stride(Tensor tensor) => (nint)tensor.stride(0);

    // CPUID leaf 0: the maker's name in EBX, EDX, ECX.
    private static bool IsIntel()
    {
        (_, int ebx, int ecx, int edx) = X86Base.CpuId(0, 0);
        return (ebx, edx, ecx) == (0x756e6547, 0x49656e69, 0x6c65746e);
    }

    private readonly struct Problem(
        int m, int n, int k, float* a, nint aRow, nint aStep, float* b, nint bStride, bool transposed, float* c, float* bias)
    {
        internal int N => n;

        // One of so many equal shares of a panel's rows.
        internal void Panel(int panel, int share, int shares, float* packed, float* edge)
        {
            int first = panel * ProductTile.Columns;
            int columns = Math.Min(ProductTile.Columns, n - first);
            int blocks = (k + Depth - 1) / Depth;
            int tiles = (m + ProductTile.Rows - 1) / ProductTile.Rows;
            int begin = tiles * share / shares;
            int end = tiles * (share + 1) / shares;
            for (int block = 0; begin < end && block < blocks; block++)
            {
                int from = (int)((long)k * block / blocks);
                int depth = (int)((long)k * (block + 1) / blocks) - from;
                if (transposed)
                {
                    ProductPacking.Transpose(b + (first * bStride) + from, bStride, columns, depth, packed);
                }
                else
                {
                    ProductPacking.Copy(b + (from * bStride) + first, bStride, columns, depth, packed);
                }

                float* addend = block > 0 ? c + first : bias == null ? null : bias + first;
                var target = new TileTarget(c + first, n, addend, block > 0 ? n : 0);
                for (int tile = begin; tile < end; tile++)
                {
                    int row = tile * ProductTile.Rows;
                    int rows = Math.Min(ProductTile.Rows, m - row);
                    float* at = a + (row * aRow) + (from * aStep);
                    if (columns == ProductTile.Columns)
                    {
                        ProductTile.Run(
                            rows, at, aRow * sizeof(float), aStep * sizeof(float), packed, depth, target.Down(row));
                        continue;
                    }

                    // The last columns are summed beside the matrix, as a tile is wider than what is left of it.
                    ProductTile.Run(
                        rows, at, aRow * sizeof(float), aStep * sizeof(float), packed, depth,
                        new TileTarget(edge, ProductTile.Columns, null, 0));
                    target.Down(row).Add(edge, rows, columns);
                }
            }
        }
    }
}
