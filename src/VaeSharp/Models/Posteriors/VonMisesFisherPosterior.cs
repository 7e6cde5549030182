using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Posteriors;

/// <summary>A direction near a mean direction, on the unit sphere: Davidson et al. 2018.</summary>
/// <param name="Dimension">D, of the space around the sphere; at least 2.</param>
[Choice("vmf", "Direction near a mean direction, on the unit sphere", "Davidson et al. 2018", Order = 5)]
public sealed record VonMisesFisherOptions(int Dimension) : PosteriorOptions(Dimension)
{
    /// <inheritdoc/>
    public override LatentSpace Space => LatentSpace.Sphere;

    /// <inheritdoc/>
    public override DimensionLimits? DimensionLimits => new("is over directions, of which a line has only two", Least: 2);

    /// <inheritdoc/>
    public override Posterior Create(PosteriorInputs inputs) => new VonMisesFisherPosterior(inputs.Features, Dimension);
}

/// <summary>q(z|x) = vMF(μ(x), κ(x)) on the unit sphere: μ an affine map made unit, κ = log(1 + eᵃ) of another.</summary>
/// <remarks>Source: Davidson et al. 2018, section 3.</remarks>
internal sealed class VonMisesFisherPosterior : Posterior
{
    private const double SmallestLength = 1e-12;

    private readonly Affine mean;
    private readonly Affine concentration;

    /// <summary>Starts at κ of about D, where a sample's cosine with μ is about 0.6.</summary>
    public VonMisesFisherPosterior(long features, long dimension)
        : base(nameof(VonMisesFisherPosterior), dimension)
    {
        mean = new Affine(features, dimension);
        concentration = new Affine(features, 1);
        init.constant_(concentration.Bias, dimension);
        RegisterComponents();
    }

    /// <summary>Shape [B, features] to a distribution over the unit vectors of [B, D].</summary>
    public override LatentDistribution forward(Tensor features)
    {
        Tensor direction = mean.call(features); // [B, D]
        Tensor length = direction.norm(1, keepdim: true).clamp(SmallestLength);
        return new VonMisesFisher(direction / length, LogSpace.LogOnePlusExp(concentration.call(features)));
    }
}
