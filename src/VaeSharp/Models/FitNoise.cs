using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>What is random in a step of a fit.</summary>
/// <param name="Random">Where the numbers come from.</param>
/// <param name="Dropout">The share of a layer's numbers that are left out; 0 for none.</param>
internal sealed record FitNoise(RandomStream Random, double Dropout = 0)
{
    /// <summary>Leaves out numbers, and scales the others so that the mean stays; shape unchanged.</summary>
    /// <param name="x">Of any shape.</param>
    /// <param name="noise">Null outside of a fit, where nothing is left out.</param>
    /// <remarks>Source: Srivastava et al. 2014. libtorch's own draws from its global generator, which no checkpoint holds.</remarks>
    public static Tensor Drop(Tensor x, FitNoise? noise) => noise is { Dropout: > 0 and var share }
        ? x * (noise.Random.Uniform(x.shape).ge(share).to(x.dtype) / (1 - share))
        : x;
}
