using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A distribution over latents: q(z|x), or p(z|y).</summary>
public abstract record LatentDistribution
{
    /// <summary>Where z is expected: E[z]; for a flow the image of its source's mean, on the sphere the mean direction;
    /// shape [B, D].</summary>
    public abstract Tensor Mean { get; }

    /// <summary>B, how many images it is for: known without computing <see cref="Mean"/>.</summary>
    public virtual long Count => Mean.shape[0];

    /// <summary>Draws z, differentiable in the parameters; shape [B, D].</summary>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Multiplies the noise; 1 samples the distribution itself.</param>
    public abstract Tensor Sample(RandomStream random, double temperature = 1);

    /// <summary>log q(z), summed over dimensions; shape [B], nats.</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <exception cref="ArgumentException">Another shape or type than the distribution's.</exception>
    public abstract Tensor LogProbability(Tensor z);

    /// <summary>log qₖ(z) of every z under the distribution of every image; shape [N, B], nats.</summary>
    /// <param name="z">Shape [N, D].</param>
    /// <exception cref="ArgumentException">Another shape or type than the distribution's.</exception>
    public virtual Tensor LogProbabilityOfEach(Tensor z)
    {
        long each = Demand.Shape(z, GetType().Name, "ND", [Demand.Any, Demand.Any]).size(0);
        return Repeat(each).LogProbability(z.repeat_interleave(Count, 0)).view(each, Count);
    }

    /// <summary>The same distribution for a batch that stands <paramref name="times"/> times, one after the other.</summary>
    public abstract LatentDistribution Repeat(long times);

    /// <summary>The same distribution, through whose parameters no gradient passes.</summary>
    public abstract LatentDistribution Detach();

    /// <summary>What training lowers for this distribution's sake beside −ELBO, and no bound knows of; shape [B], nats.
    /// Null for nothing.</summary>
    public virtual Tensor? Penalty => null;

    /// <summary>Draws z together with log q(z), which for some distributions is cheaper than each alone.</summary>
    /// <param name="random">Where the noise comes from.</param>
    /// <returns>Latents, shape [B, D]; log q(z), shape [B], nats.</returns>
    public virtual (Tensor Z, Tensor LogProbability) SampleWithLogProbability(RandomStream random)
    {
        Tensor z = Sample(random);
        return (z, LogProbability(z));
    }
}
