using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using DiagonalGaussian = VaeSharp.Nn.Distributions.DiagonalGaussian;

namespace VaeSharp.Models;

/// <summary>From an encoder's features to the distribution q(z|x).</summary>
/// <param name="name">For messages.</param>
/// <param name="dimension">The latent dimension D.</param>
public abstract class Posterior(string name, long dimension) : Module<Tensor, DiagonalGaussian>(name)
{
    /// <summary>The latent dimension D.</summary>
    public long Dimension { get; } = dimension;
}
