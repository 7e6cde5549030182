namespace VaeSharp.Nn.Distributions;

/// <summary>Nodes and weights that integrate polynomials of degree 2n − 1 over [0, 1] exactly.</summary>
/// <param name="Nodes">In (0, 1).</param>
/// <param name="Weights">Sum to 1.</param>
/// <remarks>Roots of Legendre's polynomial by Newton's method. Source: DLMF 3.5.15 to 3.5.19.</remarks>
internal sealed record GaussLegendre(double[] Nodes, double[] Weights)
{
    private const int Iterations = 8; // each doubles the digits of a guess that is right to three

    /// <summary>With <paramref name="count"/> nodes.</summary>
    internal static GaussLegendre Of(int count)
    {
        var nodes = new double[count];
        var weights = new double[count];
        for (int i = 0; i < count; i++)
        {
            double x = Math.Sin(Math.PI * (0.5 - ((i + 0.75) / (count + 0.5))));
            double slope = 0;
            for (int n = 0; n < Iterations; n++)
            {
                (double value, slope) = Legendre(count, x);
                x -= value / slope;
            }

            nodes[i] = (1 + x) / 2;
            weights[i] = 1 / ((1 - (x * x)) * slope * slope);
        }

        return new GaussLegendre(nodes, weights);
    }

    // Pₙ and its derivative.
    private static (double Value, double Slope) Legendre(int n, double x)
    {
        (double before, double value) = (1, x);
        for (int k = 2; k <= n; k++)
        {
            (before, value) = (value, ((((2 * k) - 1) * x * value) - ((k - 1) * before)) / k);
        }

        return (value, n * ((x * value) - before) / ((x * x) - 1));
    }
}
