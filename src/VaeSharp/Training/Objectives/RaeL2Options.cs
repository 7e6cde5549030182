using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>The decoder's squared weights keep it smooth.</summary>
/// <param name="Latent">β, weight of ½ |z|².</param>
/// <param name="Penalty">λ, weight of the squared weights.</param>
[Choice("rae-l2", "Regularised autoencoder, weight decay on the decoder", "Ghosh et al. 2020", Bound = "none: no ELBO", Order = 9)]
public sealed record RaeL2Options(double Latent, double Penalty) : RaeOptions(Latent, Penalty)
{
    /// <inheritdoc/>
    public override Tensor Roughness(VariationalAutoencoder model, Tensor z, Tensor labels, RandomStream random) =>
        stack([.. model.DecoderParameters.Select(weight => weight.square().sum())]).sum();
}
