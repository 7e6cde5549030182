using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A direction near a mean direction: density ∝ e^(κ μᵀz) on the unit sphere of ℝᴰ.</summary>
/// <param name="Mean">The mean direction μ, of length 1; shape [B, D].</param>
/// <param name="Concentration">κ, at least 0; 0 is the uniform distribution; shape [B, 1].</param>
/// <exception cref="ArgumentException">The shapes or types do not fit each other, or D is below 2.</exception>
/// <remarks>Source: Davidson et al. 2018, section 3. See docs/theory.md#von-misesfisher.</remarks>
internal sealed record VonMisesFisher(Tensor Mean, Tensor Concentration) : LatentDistribution
{
    /// <summary>The mean direction μ, of length 1; shape [B, D].</summary>
    public override Tensor Mean { get; } = Demand.Shape(Mean, nameof(VonMisesFisher), "BD", [Demand.Any, AtLeastTwo(Mean)]);

    /// <summary>κ, at least 0; shape [B, 1].</summary>
    public Tensor Concentration { get; init; } = Demand.Shape(
        Concentration, nameof(VonMisesFisher), "B1", [Mean.size(0), 1], Mean);

    private Tensor Kappa => Concentration.to(ScalarType.Float64);

    /// <summary>z of length 1, differentiable in μ and κ without bias; shape [B, D].</summary>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Narrows to κ/temperature², as it narrows a Gaussian; 1 samples the distribution
    /// itself.</param>
    public override Tensor Sample(RandomStream random, double temperature = 1)
    {
        if (temperature == 0)
        {
            return Mean;
        }

        Tensor mean = Mean.to(ScalarType.Float64);
        (Tensor angle, Tensor across) = SphereAngle.Sample(mean, Kappa / (temperature * temperature), random);

        // As μ turns, all turns with it: across its turn stays what it is, in its plane it stays at right angles to μ.
        Tensor turned = across - ((across * mean).sum(1, keepdim: true) * mean);
        return ((angle.cos() * mean) + (angle.sin() * turned)).to(Mean.dtype);
    }

    /// <summary>log q(z), a density over the sphere's area; shape [B], nats.</summary>
    /// <param name="z">Of length 1; shape [B, D].</param>
    public override Tensor LogProbability(Tensor z)
    {
        Demand.Same(z, nameof(VonMisesFisher), Mean);
        Tensor cosine = Unit(z.to(ScalarType.Float64)) * Unit(Mean.to(ScalarType.Float64));
        Tensor kappa = Kappa;
        Tensor excess = SphereNormaliser.Of(kappa, Mean.shape[1]).Excess;
        Tensor log = (kappa * cosine.sum(1, keepdim: true)) - excess - SphereNormaliser.LogArea(Mean.shape[1]); // [B, 1]
        return log.squeeze(1).to(z.dtype);
    }

    /// <inheritdoc/>
    public override LatentDistribution Repeat(long times) =>
        times == 1 ? this : new VonMisesFisher(Mean.repeat(times, 1), Concentration.repeat(times, 1));

    /// <inheritdoc/>
    public override LatentDistribution Detach() => new VonMisesFisher(Mean.detach(), Concentration.detach());

    /// <summary>KL(q ‖ p) to the uniform distribution on the sphere, κ A(κ) − Λ(κ); shape [B], nats.</summary>
    /// <remarks>Source: Davidson et al. 2018, section 3. Does not split by dimension, nor depend on μ.</remarks>
    public Tensor KlToUniform()
    {
        Tensor kappa = Kappa;
        (Tensor excess, Tensor cosine) = SphereNormaliser.Of(kappa, Mean.shape[1]);
        return ((kappa * cosine) - excess).squeeze(1).to(Concentration.dtype);
    }

    // A sphere of one dimension has no angles.
    private static long AtLeastTwo(Tensor mean) => mean.dim() == 2 ? Math.Max(2, mean.size(1)) : 2;

    // Rounded to float32 a vector's length is off by 1e-7, and κ may be large.
    private static Tensor Unit(Tensor direction) => direction / direction.norm(1, keepdim: true);
}
