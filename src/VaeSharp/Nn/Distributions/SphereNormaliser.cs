using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>By how much e^(κ cos θ) exceeds 1 on average over the sphere, and the mean cosine that it gives.</summary>
/// <remarks>
/// With ν = D/2 − 1 the first is Λ = log(Γ(ν + 1) (2/κ)^ν I_ν(κ)), the second Λ′ = A = I_ν₊₁(κ)/I_ν(κ). No Bessel function
/// is ever formed, as it would overflow or vanish. At an order high enough Debye's expansion gives both for all κ
/// alike (DLMF 10.41.3 and 10.41.9); the recurrence I_ν₋₁ = (2ν/κ) I_ν + I_ν₊₁ (DLMF 10.29.1) leads from there down to D,
/// the direction in which it is stable. All terms are sums of positive numbers, exact at κ = 0. In doubles.
/// See docs/theory.md#von-misesfisher.
/// </remarks>
internal static class SphereNormaliser
{
    private const double LowestOrder = 20; // with ten terms the expansion is exact to 1e-13 from there on
    private const int Terms = 10;

    /// <summary>Λ and A; the shape of <paramref name="kappa"/>, [B, 1].</summary>
    /// <param name="kappa">κ, at least 0, float64.</param>
    /// <param name="dimension">D, at least 2.</param>
    internal static (Tensor Excess, Tensor Cosine) Of(Tensor kappa, long dimension)
    {
        double order = (dimension / 2.0) - 1;
        int steps = (int)Math.Max(0, Math.Ceiling(LowestOrder - order));
        (Tensor excess, Tensor ratio) = AtHighOrder(kappa, order + steps);
        for (int k = steps; k > 0; k--)
        {
            double twice = 2 * (order + k);
            excess += log1p(kappa * ratio / twice);
            ratio = kappa / (twice + (kappa * ratio));
        }

        return (excess, ratio);
    }

    /// <summary>The logarithm of the sphere's area in D dimensions: 2π in 2, 4π in 3.</summary>
    internal static double LogArea(long dimension)
    {
        double log = dimension % 2 == 0 ? Math.Log(2 * Math.PI) : Math.Log(2);
        for (long d = dimension % 2 == 0 ? 2 : 1; d < dimension; d += 2)
        {
            log += Math.Log(2 * Math.PI / d);
        }

        return log;
    }

    private static (Tensor Excess, Tensor Ratio) AtHighOrder(Tensor kappa, double order)
    {
        Tensor x = kappa / order;
        Tensor root = sqrt(1 + x.square()); // √(1 + x²)
        Tensor lift = x.square() / (1 + root); // √(1 + x²) − 1
        DebyePolynomials polynomials = DebyePolynomials.At(order, Terms);
        Tensor sum = DebyePolynomials.Value(polynomials.Sum, 1 / root);
        double start = polynomials.Sum.Sum();
        Tensor excess = (order * (lift - log1p(lift / 2))) - (0.25 * log1p(x.square())) + log(sum / start);
        Tensor ratio = (x / (1 + root)) - (x / root * DebyePolynomials.Value(polynomials.Rest, 1 / root) / sum);
        return (excess, ratio);
    }
}
