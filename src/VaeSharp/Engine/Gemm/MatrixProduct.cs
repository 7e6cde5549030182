using System.Runtime.Intrinsics.X86;
using VaeSharp.Engine.Kernels;
using static TorchSharp.torch;

namespace VaeSharp.Engine.Gemm;

/// <summary>Products of float32 matrices, faster than libtorch's where libtorch's library holds back.</summary>
/// <remarks>
/// libtorch multiplies matrices with MKL, which uses AVX-512 on its maker's processors only: on others with AVX-512 it
/// reaches half of what they can. Elsewhere, and on other devices, libtorch's own product is used.
/// docs/performance.md has the figures.
/// </remarks>
internal static class MatrixProduct
{
    // A small matrix on many rows, such as a hierarchy's on every pixel, is bound by memory: there libtorch's product is the faster one.
    private const long ManyRows = 2048;
    private const long FewWeights = 128 * 128;

    private static readonly bool Faster = GemmLoop.IsSupported && !IsIntel();

    /// <summary>Whether ours is used: where it can be and is faster, unless it is switched off.</summary>
    public static bool IsUsed { get; set; } = Faster;

    /// <summary>Whether these two matrices are multiplied here: they can be (<see cref="TensorView.IsPlain"/>), and are of a size at
    /// which that is faster.</summary>
    /// <param name="left">Rows; [M, K].</param>
    /// <param name="right">Weights; [N, K].</param>
    internal static bool Takes(Tensor left, Tensor right) =>
        IsUsed && left.dim() == 2 && right.dim() == 2 && (left.size(0) < ManyRows || right.numel() >= FewWeights)
        && TensorView.IsPlain(left) && TensorView.IsPlain(right);

    /// <summary>x · wᵀ + b; shape [M, K] and [N, K] to [M, N].</summary>
    /// <exception cref="ArgumentException">Sizes or types do not fit each other.</exception>
    internal static Tensor Affine(Tensor x, Tensor w, Tensor bias)
    {
        Demand(x, w, x.dim() == 2 && w.dim() == 2 && x.size(1) == w.size(1));
        Demand(w, bias, bias.dim() == 1 && bias.size(0) == w.size(0));
        GemmSize size = Size(x.size(0), w.size(0), x.size(1));
        if (!CanRun(x, w, size) || !TensorView.IsPlain(bias))
        {
            return nn.functional.linear(x, w, bias);
        }

        Tensor sums = empty(size.M, size.N);
        using TensorView<float> left = TensorView.Of<float>(x, size.M, size.K);
        using TensorView<float> right = TensorView.Of<float>(w, size.N, size.K);
        using TensorView<float> addend = TensorView.Of<float>(bias, size.N);
        using TensorView<float> target = TensorView.Of<float>(sums, size.M, size.N);
        GemmLoop.Affine(left, right, addend, target, size);
        return sums;
    }

    /// <summary>g · w; shape [M, K] and [K, N] to [M, N].</summary>
    /// <exception cref="ArgumentException">Sizes or types do not fit each other.</exception>
    internal static Tensor Plain(Tensor g, Tensor w)
    {
        Demand(g, w, g.dim() == 2 && w.dim() == 2 && g.size(1) == w.size(0));
        GemmSize size = Size(g.size(0), w.size(1), g.size(1));
        if (!CanRun(g, w, size))
        {
            return g.mm(w);
        }

        Tensor sums = empty(size.M, size.N);
        using TensorView<float> left = TensorView.Of<float>(g, size.M, size.K);
        using TensorView<float> right = TensorView.Of<float>(w, size.K, size.N);
        using TensorView<float> target = TensorView.Of<float>(sums, size.M, size.N);
        GemmLoop.Plain(left, right, target, size);
        return sums;
    }

    /// <summary>gᵀ · x; shape [K, M] and [K, N] to [M, N].</summary>
    /// <exception cref="ArgumentException">Sizes or types do not fit each other.</exception>
    internal static Tensor Transposed(Tensor g, Tensor x)
    {
        Demand(g, x, g.dim() == 2 && x.dim() == 2 && g.size(0) == x.size(0));
        GemmSize size = Size(g.size(1), x.size(1), g.size(0));
        if (!CanRun(g, x, size))
        {
            return g.t().mm(x);
        }

        Tensor sums = empty(size.M, size.N);
        using TensorView<float> left = TensorView.Of<float>(g, size.K, size.M);
        using TensorView<float> right = TensorView.Of<float>(x, size.K, size.N);
        using TensorView<float> target = TensorView.Of<float>(sums, size.M, size.N);
        GemmLoop.Transposed(left, right, target, size);
        return sums;
    }

    private static void Demand(Tensor left, Tensor right, bool fits)
    {
        if (!fits || left.dtype != right.dtype)
        {
            throw new ArgumentException(
                $"A product of {left.dtype} [{string.Join(", ", left.shape)}] and {right.dtype} [{string.Join(", ", right.shape)}]: "
                + "sizes or types do not fit each other.");
        }
    }

    private static GemmSize Size(long m, long n, long k) => new(checked((int)m), checked((int)n), checked((int)k));

    // A sum of no terms is libtorch's, as is all that this processor or the layout rules out.
    private static bool CanRun(Tensor left, Tensor right, GemmSize size) =>
        GemmLoop.IsSupported && size.K > 0 && TensorView.IsPlain(left) && TensorView.IsPlain(right);

    // CPUID leaf 0: the maker's name in EBX, EDX, ECX.
    private static bool IsIntel()
    {
        (_, int ebx, int ecx, int edx) = X86Base.CpuId(0, 0);
        return (ebx, edx, ecx) == (0x756e6547, 0x49656e69, 0x6c65746e);
    }
}
