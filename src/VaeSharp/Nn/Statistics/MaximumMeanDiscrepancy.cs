using static TorchSharp.torch;

namespace VaeSharp.Nn.Statistics;

/// <summary>How alike a kernel takes two points to be, by their squared distance d² and its width C.</summary>
public enum DiscrepancyKernel
{
    /// <summary>C/(C + d²): still feels points that lie far out.</summary>
    InverseMultiquadratic,

    /// <summary>exp(−d²/C), a Gaussian.</summary>
    Rbf,
}

/// <summary>The distance between the distributions of two samples, as a kernel sees it.</summary>
/// <param name="Kernel">How near two points count as alike.</param>
/// <param name="Width">C, the squared distance that it takes for near; above 0.</param>
/// <remarks>Sources: Gretton et al. 2012; for latents Tolstikhin et al. 2018, algorithm 2. See docs/theory.md#mmd.</remarks>
internal sealed record MaximumMeanDiscrepancy(DiscrepancyKernel Kernel, double Width)
{
    /// <summary>The kernel whose width is the mean squared distance of two points of N(0, scale² I): 2 · D · scale².</summary>
    public static MaximumMeanDiscrepancy OfScale(DiscrepancyKernel kernel, long dimension, double scale) =>
        new(kernel, 2.0 * dimension * scale * scale);

    /// <summary>MMD² = E k(x, x') + E k(y, y') − 2 E k(x, y), without bias: no point is compared with itself.</summary>
    /// <param name="x">A sample; shape [B, D].</param>
    /// <param name="y">A sample of the same size.</param>
    /// <returns>A scalar, on average 0 where the distributions are equal, and then as often below 0 as above; 0 where
    /// B is 1, as there are no pairs.</returns>
    /// <exception cref="ArgumentException">Another rank, or samples of different sizes or types.</exception>
    public Tensor Unbiased(Tensor x, Tensor y)
    {
        Demand.Shape(x, nameof(MaximumMeanDiscrepancy), "BD", [Demand.Some, Demand.Any]);
        Demand.Same(y, nameof(MaximumMeanDiscrepancy), x);
        long count = x.shape[0];
        if (count < 2)
        {
            return (x * 0).sum();
        }

        Tensor within = Pairs(x) + Pairs(y);
        return within - (2 * Of(SquaredDistances(x, y)).mean());
    }

    private Tensor Pairs(Tensor x)
    {
        double count = x.shape[0];
        Tensor all = Of(SquaredDistances(x, x)).sum();
        return (all - count) / (count * (count - 1)); // k(x, x) = 1
    }

    private Tensor Of(Tensor squared) => Kernel == DiscrepancyKernel.Rbf
        ? exp(squared / -Width)
        : Width / (squared + Width);

    // Differences rather than |x|² + |y|² − 2xy: exactly 0 on the diagonal, and no digits cancel. Shape [B, B].
    private static Tensor SquaredDistances(Tensor x, Tensor y) =>
        (x.unsqueeze(1) - y.unsqueeze(0)).square().sum(-1);
}
