using VaeSharp.Engine;
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

    /// <summary>q(z|x); a posterior that learns from the batch overrides it, and does so in training mode.</summary>
    /// <param name="features">Of the encoder; shape [B, features].</param>
    /// <param name="random">What it draws from in learning; where null it learns nothing.</param>
    public virtual LatentDistribution Encode(Tensor features, RandomStream? random) => call(features);

    /// <summary>Whether it can begin as a Gaussian whose mean is some of the features.</summary>
    internal virtual bool StartsLinear => false;

    /// <summary>Lets the first latents begin with the features from <paramref name="first"/> on as means, and with the variances of the
    /// start.</summary>
    internal virtual void StartFrom(LinearStart start, int first)
    {
    }
}
