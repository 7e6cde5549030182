using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>Over which values a likelihood is normalised: decides which numbers may be compared.</summary>
public enum PixelSupport
{
    /// <summary>Each value is 0 or 1; probabilities sum to 1 over the two.</summary>
    Binary,

    /// <summary>Each value is one of k/255, k = 0 … 255; probabilities sum to 1 over the 256.</summary>
    Levels256,

    /// <summary>A density over [0, 1] that integrates to 1.</summary>
    UnitInterval,

    /// <summary>A density over all real numbers that integrates to 1.</summary>
    RealLine,

    /// <summary>No probability at all: a loss that sums to nothing in particular, never reported as a likelihood.</summary>
    None,
}

/// <summary>p(x|z): a distribution over images whose pixels are independent given z.</summary>
public abstract class PixelDistribution
{
    /// <summary>The values that it is normalised over.</summary>
    public abstract PixelSupport Support { get; }

    /// <summary>E[x]; shape [B, C, H, W], in [0, 1] where the measure is bounded.</summary>
    public abstract Tensor Mean { get; }

    /// <summary>log p(x), each value by itself, or given the earlier channels of its pixel where they depend on each other;
    /// the shape of <paramref name="x"/>, nats.</summary>
    /// <param name="x">Shape [B, C, H, W], values in [0, 1].</param>
    /// <exception cref="ArgumentException">Another shape or type than the distribution's.</exception>
    public abstract Tensor LogProbabilityPerValue(Tensor x);

    /// <summary>Draws images; shape [B, C, H, W].</summary>
    public abstract Tensor Sample(RandomStream random);

    /// <summary>log p(x), summed over channels and pixels; shape [B], nats.</summary>
    /// <param name="x">Shape [B, C, H, W], values in [0, 1].</param>
    /// <exception cref="ArgumentException">Another shape or type than the distribution's.</exception>
    public virtual Tensor LogProbability(Tensor x) => LogProbabilityPerValue(x).flatten(1).sum(1);

    private protected Tensor Fitting(Tensor x, Tensor mean) => Demand.Same(x, GetType().Name, mean);
}
