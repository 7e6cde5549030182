namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>Integrals by Simpson's rule: the oracle of every density.</summary>
internal static class Quadrature
{
    /// <summary>Nodes from <paramref name="from"/> to <paramref name="to"/>; an odd count.</summary>
    public static double[] Nodes(double from, double to, int panels)
    {
        var nodes = new double[(2 * panels) + 1];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = from + ((to - from) * i / (nodes.Length - 1));
        }

        return nodes;
    }

    /// <summary>The integral over equally spaced nodes.</summary>
    public static double Simpson(double[] values, double from, double to)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int weight = i == 0 || i == values.Length - 1 ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * values[i];
        }

        return sum * (to - from) / (values.Length - 1) / 3;
    }

    public static double Simpson(Func<double, double> f, double from, double to, int panels = 20_000) =>
        Simpson([.. Nodes(from, to, panels).Select(f)], from, to);
}
