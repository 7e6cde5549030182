using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using LatentDistribution = VaeSharp.Nn.Distributions.LatentDistribution;

namespace VaeSharp.Models;

/// <summary>From an encoder's features to the distribution q(z|x).</summary>
/// <param name="name">For messages.</param>
/// <param name="dimension">The latent dimension D.</param>
public abstract class Posterior(string name, long dimension) : Module<Tensor, LatentDistribution>(name)
{
    /// <summary>The latent dimension D.</summary>
    public long Dimension { get; } = dimension;
}
