using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>The decoder's squared slope keeps it smooth.</summary>
/// <param name="Latent">β, weight of ½ |z|².</param>
/// <param name="Penalty">λ, weight of |∂x̂/∂z|².</param>
[Choice("rae-gp", "Regularised autoencoder, gradient penalty on the decoder", "Ghosh et al. 2020", Bound = "none: no ELBO", Order = 10)]
public sealed record RaeGpOptions(double Latent, double Penalty) : RaeOptions(Latent, Penalty)
{
    /// <inheritdoc/>
    public override Tensor Roughness(VariationalAutoencoder model, Tensor z, Tensor labels, RandomStream random) =>
        DecoderSlope.Squared(model, z, labels, random).mean();
}
