using static TorchSharp.torch;

namespace VaeSharp.Evaluation.Quality;

/// <summary>The kernel distance between two sets of features: the squared maximum mean discrepancy with k(x, y) = (xᵀy/F + 1)³.</summary>
/// <remarks>Source: Bińkowski et al. 2018, equations 3 and 4, who call it KID where the features are Inception's; the estimator is that of
/// Gretton et al. 2012, equation 3, and has no bias: between two halves of one set it is zero in the mean, and below it as often.</remarks>
internal static class KernelDistance
{
    private const int MostRows = 1000; // of a block, as in Bińkowski et al.
    private const int LeastBlocks = 10;

    /// <summary>The mean over disjoint blocks of rows, with its standard error over them.</summary>
    /// <param name="x">Float64, [N, F].</param>
    /// <param name="y">Float64, [M, F].</param>
    /// <exception cref="ArgumentException">There are less than four rows of one.</exception>
    public static MeanWithError Between(Tensor x, Tensor y)
    {
        int rows = (int)Math.Min(x.shape[0], y.shape[0]);
        if (rows < 4)
        {
            throw new ArgumentException($"There are {rows} images; a kernel distance with its error needs at least 4.", nameof(x));
        }

        int size = Math.Clamp(rows / LeastBlocks, 2, MostRows);
        double[] blocks =
        [
            .. Enumerable.Range(0, rows / size).Select(i => OfBlock(x.narrow(0, i * size, size), y.narrow(0, i * size, size))),
        ];
        return MeanWithError.Of(blocks);
    }

    private static double OfBlock(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        long n = x.shape[0];
        Tensor within = Others(Kernel(x, x)) + Others(Kernel(y, y));
        Tensor between = Kernel(x, y).mean();
        return ((within / (n * (n - 1))) - (2 * between)).item<double>();
    }

    // All pairs of two different rows.
    private static Tensor Others(Tensor kernel) => kernel.sum() - kernel.trace();

    private static Tensor Kernel(Tensor x, Tensor y) => ((x.matmul(y.t()) / x.shape[1]) + 1).pow(3);
}
