using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models.Priors;

/// <summary>The density at the end of a flow dx/dt = v(x, t) that begins with N(0, I) at t = 0.</summary>
/// <remarks>
/// log p₁(x₁) = log N(x₀; 0, I) − ∫₀¹ ∇·v(xₜ, t) dt along the path that ends at x₁: Chen et al. 2018, equation 8; Song et al. 2021,
/// equation 39. Solved backwards by the classical method of Runge and Kutta, of fourth order. The divergence is the sum of D
/// derivatives up to a small D, and above it the mean over random signs s of s·∂v/∂x·s (Hutchinson 1989): unbiased for log p, with
/// the same signs along the whole path as in Grathwohl et al. 2019.
/// </remarks>
internal static class FlowDensity
{
    private const int Steps = 20;
    private const int MostExact = 16; // dimensions whose derivatives are taken one by one
    private const int Probes = 8;
    private const double OrderFactor = 15; // half the step has a sixteenth of the error

    /// <summary>log p of each place, and about how far the solver is off.</summary>
    /// <param name="velocity">From places [B, P, C] and times [B] to velocities [B, P, C].</param>
    /// <param name="x">Shape [B, P, C].</param>
    /// <returns>Both of shape [B], nats. The error is that of the steps, by the difference from half as many; that of random signs is
    /// not in it: over many places it is part of the spread.</returns>
    public static (Tensor Log, Tensor Error) Of(Func<Tensor, Tensor, Tensor> velocity, Tensor x)
    {
        // Derivatives are needed here, also where a measurement around it has switched them off.
        using IDisposable normal = inference_mode(false);
        using var mode = enable_grad();
        Tensor place = x.detach().clone();
        Tensor[] probes = ProbesFor(place);
        Tensor fine = Solve(velocity, place, probes, Steps);
        Tensor coarse = Solve(velocity, place, probes, Steps / 2);
        return (fine, (fine - coarse).abs() / OrderFactor);
    }

    private static Tensor[] ProbesFor(Tensor x)
    {
        long dimension = x.shape[1] * x.shape[2];
        if (dimension <= MostExact)
        {
            Tensor[] units = eye(dimension, dtype: x.dtype, device: x.device).unbind(0);
            return [.. units.Select(unit => unit.view(1, x.shape[1], x.shape[2]).expand(x.shape))];
        }

        using var random = new RandomStream(0, RandomUse.Evaluation, device: x.device);
        double length = 1 / Math.Sqrt(Probes);
        return [.. Enumerable.Range(0, Probes).Select(_ => ((random.Uniform(x.shape).ge(0.5).to(x.dtype) * 2) - 1) * length)];
    }

    private static Tensor Solve(Func<Tensor, Tensor, Tensor> velocity, Tensor x, Tensor[] probes, int steps)
    {
        using var all = NewDisposeScope();
        Tensor integral = zeros(x.shape[0], x.dtype, x.device);
        double h = -1.0 / steps;
        for (int step = 0; step < steps; step++)
        {
            NativeWork.Breathe();
            using var scope = NewDisposeScope();
            double t = 1 + (step * h);
            (Tensor v1, Tensor d1) = At(x, t);
            (Tensor v2, Tensor d2) = At(x + (h / 2 * v1), t + (h / 2));
            (Tensor v3, Tensor d3) = At(x + (h / 2 * v2), t + (h / 2));
            (Tensor v4, Tensor d4) = At(x + (h * v3), t + h);
            x = (x + (h / 6 * (v1 + (2 * v2) + (2 * v3) + v4))).MoveToOuterDisposeScope();
            integral = (integral - (h / 6 * (d1 + (2 * d2) + (2 * d3) + d4))).MoveToOuterDisposeScope();
        }

        double constant = 0.5 * Math.Log(2 * Math.PI) * x.shape[1] * x.shape[2];
        return ((-0.5 * x.square().sum([1L, 2L])) - constant - integral).MoveToOuterDisposeScope();

        (Tensor V, Tensor Divergence) At(Tensor place, double t)
        {
            Tensor at = place.detach().requires_grad_();
            Tensor v = velocity(at, full(at.shape[0], t, at.dtype, at.device));
            Tensor divergence = zeros(at.shape[0], at.dtype, at.device);
            foreach (Tensor probe in probes)
            {
                Tensor slope = autograd.grad([v], [at], [probe], retain_graph: true)[0]; // s · ∂v/∂x
                divergence += (slope * probe).sum([1L, 2L]);
            }

            return (v.detach(), divergence);
        }
    }
}
