using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>p(z).</summary>
/// <param name="name">For messages.</param>
public abstract class Prior(string name) : Module(name)
{
    /// <summary>KL(q(z|x) ‖ p(z)), each latent dimension by itself; shape [B, D], nats.</summary>
    public abstract Tensor RatePerDimension(DiagonalGaussian posterior);

    /// <summary>log p(z); shape [B], nats.</summary>
    public abstract Tensor LogProbability(Tensor z);

    /// <summary>Draws latents; shape [count, D].</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Multiplies the standard deviation; 1 samples the prior itself.</param>
    public abstract Tensor Sample(long count, RandomStream random, double temperature = 1);
}
