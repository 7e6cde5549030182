using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>p(z).</summary>
/// <param name="name">For messages.</param>
public abstract class Prior(string name) : Module(name)
{
    /// <summary>KL(q(z|x) ‖ p(z)) where it has a closed form; else null, and a sample of z must do.</summary>
    /// <param name="posterior">q(z|x).</param>
    /// <param name="label">One-hot, or a mixture of classes; [B, classes]. For priors that depend on it.</param>
    /// <returns>Each latent dimension by itself, shape [B, D], or all of them as one, shape [B, 1]; nats.</returns>
    public virtual Tensor? RatePerDimension(LatentDistribution posterior, Tensor? label) => null;

    /// <summary>log p(z); shape [B], nats.</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <param name="label">As above.</param>
    public abstract Tensor LogProbability(Tensor z, Tensor? label);

    /// <summary>Draws latents; shape [count, D].</summary>
    /// <param name="count">Samples; at least 1.</param>
    /// <param name="label">As above, one for each.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Multiplies the standard deviation; 1 samples the prior itself.</param>
    public abstract Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1);
}
