using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Posteriors;

/// <summary>q(z|x) = vMF(μ(x), κ(x)) on the unit sphere: μ an affine map made unit, κ = log(1 + eᵃ) of another.</summary>
/// <remarks>Source: Davidson et al. 2018, section 3.</remarks>
public sealed class VonMisesFisherPosterior : Posterior
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
