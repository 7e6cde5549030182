using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Priors;

/// <summary>Uniform on the unit sphere, where the posterior is 'vmf'.</summary>
[Choice("uniform-sphere", "Uniform on the unit sphere", "Davidson et al. 2018", Order = 6)]
public sealed record UniformSphereOptions : PriorOptions
{
    /// <inheritdoc/>
    public override bool IsOver(LatentSpace space) => space == LatentSpace.Sphere;

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new UniformSpherePrior(inputs.Latents);
}

/// <summary>All directions alike: uniform on the unit sphere of ℝᴰ.</summary>
/// <remarks>Source: Davidson et al. 2018, section 3.</remarks>
/// <param name="dimension">The latent dimension D.</param>
internal sealed class UniformSpherePrior(long dimension) : Prior(nameof(UniformSpherePrior))
{
    /// <inheritdoc/>
    public override Tensor? RatePerDimension(LatentDistribution posterior, Tensor? label) =>
        posterior is VonMisesFisher q ? q.KlToUniform().unsqueeze(1) : null;

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor? label) =>
        full(z.shape[0], -SphereNormaliser.LogArea(dimension), z.dtype, z.device);

    /// <summary>Draws latents of length 1; shape [count, D].</summary>
    /// <param name="count">Samples; at least 1.</param>
    /// <param name="label">Not used.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Without effect: no direction is nearer to a middle than another.</param>
    public override Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1)
    {
        Tensor noise = random.Normal(count, dimension);
        return noise / noise.norm(1, keepdim: true);
    }
}
