using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>The sums in Debye's expansion of I_ν(νx), as polynomials in p = 1/√(1 + x²).</summary>
/// <param name="Sum">Σ Uₖ(p)/νᵏ: the coefficient of pⁱ at i.</param>
/// <param name="Rest">What Vₖ lacks of Uₖ: Σ (½ p Uₖ(p) + p² Uₖ′(p))/νᵏ⁺¹, without its factor 1 − p².</param>
/// <remarks>Source: DLMF 10.41.9.</remarks>
internal sealed record DebyePolynomials(double[] Sum, double[] Rest)
{
    /// <summary>For order ν, with so many terms after the first.</summary>
    internal static DebyePolynomials At(double order, int terms)
    {
        double[] u = [1];
        double[] sum = u;
        double[] rest = [0];
        double scale = 1;
        for (int k = 0; k < terms; k++)
        {
            double[] slope = Derivative(u);
            scale /= order;
            rest = Plus(rest, Plus(Times([0, 0.5], u), Times([0, 0, 1], slope)), scale);
            u = Plus(Times([0, 0, 0.5, 0, -0.5], slope), Integral(Times([1, 0, -5], u)), 0.125);
            sum = Plus(sum, u, scale);
        }

        return new DebyePolynomials(sum, rest);
    }

    /// <summary>The polynomial at each p; the shape of <paramref name="p"/>, [B, 1].</summary>
    internal static Tensor Value(double[] coefficients, Tensor p)
    {
        Tensor powers = p.pow(arange(coefficients.Length, ScalarType.Float64, p.device)); // [B, n]
        return powers.matmul(tensor(coefficients, [coefficients.Length, 1], device: p.device));
    }

    private static double[] Plus(double[] a, double[] b, double factor = 1) =>
    [
        .. Enumerable.Range(0, Math.Max(a.Length, b.Length))
            .Select(i => a.ElementAtOrDefault(i) + (factor * b.ElementAtOrDefault(i))),
    ];

    private static double[] Times(double[] a, double[] b)
    {
        var product = new double[a.Length + b.Length - 1];
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < b.Length; j++)
            {
                product[i + j] += a[i] * b[j];
            }
        }

        return product;
    }

    private static double[] Derivative(double[] a) => a.Length == 1 ? [0] : [.. a.Skip(1).Select((c, i) => (i + 1) * c)];

    private static double[] Integral(double[] a) => [0, .. a.Select((c, i) => c / (i + 1))];
}
