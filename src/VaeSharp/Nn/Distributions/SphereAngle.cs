using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>The angle θ between a von Mises–Fisher sample and its mean direction: density ∝ sin^(D−2) θ · e^(κ cos θ).</summary>
/// <remarks>
/// Drawn by rejection from a uniform direction whose angle is drawn together so that tan(θ/2) shrinks by √b. Sources:
/// Ulrich 1984; Wood 1994; Davidson et al. 2018, algorithm 2. The gradient does not pass through the proposal, which
/// would be biased without a term for the rejections: it is implicit, dθ/dκ = −(∂F/∂κ)/f with the distribution function
/// F (Figurnov, Mohamed &amp; Mnih 2018), an integral by quadrature.
/// </remarks>
internal static class SphereAngle
{
    private const double Reach = 14; // standard deviations beyond which the integrand is below 1e-20
    private const double Smallest = 1e-150;

    private static readonly GaussLegendre Quadrature = GaussLegendre.Of(48);

    /// <summary>θ, shape [B, 1], float64; and a unit vector across the mean, shape [B, D], float64.</summary>
    /// <param name="mean">μ; shape [B, D], float64.</param>
    /// <param name="kappa">κ; shape [B, 1], float64; the only one that a gradient reaches.</param>
    /// <param name="random">Where the noise comes from.</param>
    internal static (Tensor Angle, Tensor Across) Sample(Tensor mean, Tensor kappa, RandomStream random)
    {
        (Tensor angle, Tensor across) = Reject(mean.detach(), kappa.detach(), random);
        return (AngleFunction.apply(kappa, angle, mean.shape[1]), across);
    }

    private static (Tensor Angle, Tensor Across) Reject(Tensor mean, Tensor kappa, RandomStream random)
    {
        using var gradients = no_grad();
        long dimension = mean.shape[1];
        double freedom = dimension - 1;
        Tensor shrink = freedom / ((2 * kappa) + sqrt((4 * kappa.square()) + (freedom * freedom))); // b
        Tensor angles = zeros_like(kappa);
        Tensor across = zeros_like(mean);
        Tensor pending = arange(mean.shape[0], device: mean.device);
        while (pending.shape[0] > 0)
        {
            (Tensor k, Tensor b, Tensor mu) = (kappa[pending], shrink[pending], mean[pending]);
            Tensor noise = random.Normal(pending.shape[0], dimension).to(ScalarType.Float64);
            Tensor along = (noise * mu).sum(1, keepdim: true);
            Tensor side = noise - (along * mu);
            Tensor width = side.norm(1, keepdim: true);
            Tensor half = sqrt(b) * width / (noise.norm(1, keepdim: true) + along); // tan(θ/2)
            Tensor square = half.square();
            Tensor excess = (2 * k * (b - square) / ((1 + square) * (1 + b)))
                + (freedom * log((b + square) * (1 + b) / (2 * b * (1 + square))));
            // A number that is not one passes, so that a run that diverges ends.
            Tensor refused = (excess < random.Uniform(pending.shape[0], 1).log()).squeeze(1);
            Tensor kept = refused.logical_not().nonzero().flatten();
            angles.index_copy_(0, pending[kept], 2 * atan(half[kept]));
            across.index_copy_(0, pending[kept], side[kept] / width[kept]);
            pending = pending[refused.nonzero().flatten()];
        }

        return (angles, across);
    }

    /// <summary>dθ/dκ at a fixed value of the distribution function; shape [B, 1].</summary>
    internal static Tensor Slope(Tensor kappa, Tensor angle, long dimension)
    {
        Tensor theta = angle.clamp(Smallest, Math.PI - 1e-15);
        Tensor mean = SphereNormaliser.Of(kappa, dimension).Cosine;

        // The integral over the whole is zero: of its two parts the one in which cos s − A keeps its sign.
        Tensor inner = theta.cos() >= mean;
        Tensor room = where(inner, theta, Math.PI - theta);
        Tensor length = room.minimum(Reach / sqrt(kappa + dimension - 1)); // [B, 1]
        Tensor step = length * tensor(Quadrature.Nodes, device: kappa.device); // [B, n]
        Tensor at = where(inner, theta - step, theta + step);
        Tensor cosines = -2 * sin((at + theta) / 2) * sin((at - theta) / 2); // cos s − cos θ
        Tensor sines = (at.sin().clamp(Smallest) / theta.sin()).log();
        Tensor density = exp(((dimension - 2) * sines) + (kappa * cosines)); // f(s)/f(θ)
        Tensor integrand = (at.cos() - mean).abs() * density;
        Tensor weights = tensor(Quadrature.Weights, [Quadrature.Weights.Length, 1], device: kappa.device);
        return -length * integrand.matmul(weights);
    }

    private sealed class AngleFunction : autograd.SingleTensorFunction<AngleFunction>
    {
        public override string Name => nameof(SphereAngle);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (kappa, angle) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([kappa, angle]);
            ctx.save_data(nameof(Slope), vars[2]);
            return angle.alias();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            (Tensor kappa, Tensor angle, long dimension) = (saved[0], saved[1], (long)ctx.get_data(nameof(Slope)));
            if (is_grad_enabled())
            {
                // Second derivatives are wanted: the angle moves with κ, and the slope with both.
                angle = apply(kappa, angle, dimension);
            }

            return [gradOutput * Slope(kappa, angle, dimension), null!, null!];
        }
    }
}
