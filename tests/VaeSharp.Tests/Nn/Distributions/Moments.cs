using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>Integrals over a grid, and the same of samples.</summary>
internal static class Moments
{
    /// <summary>Every point of the grid of these nodes in so many dimensions, the first dimension outermost; float64.</summary>
    public static Tensor Grid(double[] nodes, int dimension)
    {
        Tensor row = tensor(nodes);
        return dimension == 1 ? row.unsqueeze(1) : cartesian_prod([.. Enumerable.Repeat(row, dimension)]);
    }

    /// <summary>Simpson's rule in every dimension of values on <see cref="Grid"/>.</summary>
    public static double Integral(double[] values, double[] nodes)
    {
        while (values.Length > 1)
        {
            values = [.. values.Chunk(nodes.Length).Select(line => Quadrature.Simpson(line, nodes[0], nodes[^1]))];
        }

        return values[0];
    }

    /// <summary>Mean and standard error.</summary>
    public static (double Mean, double Error) Of(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) / values.Count));
    }

    /// <summary>Moves all parameters by noise, away from the zeros that some start with.</summary>
    public static void Shake(nn.Module module, double by, ulong seed = 7)
    {
        using var mode = no_grad();
        using var random = new RandomStream(seed, RandomUse.Initialization);
        foreach (Tensor parameter in module.parameters())
        {
            parameter.add_(by * random.Normal(parameter.shape));
        }
    }
}
