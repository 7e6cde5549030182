namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>The angle's density sin^(D−2) θ · e^(κ(cos θ − 1)), integrated by Simpson's rule where it is not nothing.</summary>
internal sealed class AngleLaw
{
    private const int Panels = 10_000;

    private readonly double[] _nodes;
    private readonly double[] _density;
    private readonly int _dimension;
    private readonly double _kappa;
    private readonly double _peak;

    public AngleLaw(int dimension, double kappa)
    {
        (_dimension, _kappa) = (dimension, kappa);
        double width = 14 / Math.Sqrt(kappa + dimension - 1);
        double mode = kappa == 0 ? Math.PI / 2 : Math.Acos(ModeCosine());
        _nodes = Quadrature.Nodes(Math.Max(0, mode - width), Math.Min(Math.PI, mode + width), Panels);
        _peak = Log(Math.Max(mode, 1e-9));
        _density = [.. _nodes.Select(Relative)];
        LogMass = Math.Log(Quadrature.Simpson(_density, _nodes[0], _nodes[^1])) + _peak;
    }

    /// <summary>log ∫ sin^(D−2) θ · e^(κ(cos θ − 1)) dθ.</summary>
    public double LogMass { get; }

    /// <summary>E[f(θ)].</summary>
    public double MeanOf(Func<double, double> f) =>
        Quadrature.Simpson([.. _nodes.Zip(_density, (a, d) => f(a) * d)], _nodes[0], _nodes[^1])
            / Math.Exp(LogMass - _peak);

    /// <summary>P(angle ≤ θ).</summary>
    public double Cumulative(double theta) => theta <= _nodes[0] ? 0 : theta >= _nodes[^1] ? 1
        : Quadrature.Simpson(Relative, _nodes[0], theta, 3000) / Math.Exp(LogMass - _peak);

    /// <summary>The θ with P(angle ≤ θ) = share, by halving.</summary>
    public double Quantile(double share)
    {
        (double low, double high) = (_nodes[0], _nodes[^1]);
        for (int i = 0; i < 48; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Cumulative(middle) < share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private double Relative(double theta) => Math.Exp(Log(theta) - _peak);

    private double Log(double theta) =>
        (_dimension == 2 ? 0 : (_dimension - 2) * Math.Log(Math.Sin(theta))) - (2 * _kappa * Math.Pow(Math.Sin(theta / 2), 2));

    // Of the density over θ: (D − 2) cos θ = κ sin² θ.
    private double ModeCosine()
    {
        double half = (_dimension - 2) / (2 * _kappa);
        return Math.Sqrt((half * half) + 1) - half;
    }
}
