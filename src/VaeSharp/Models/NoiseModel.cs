using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>Spoils images: what a denoising VAE is trained and measured with.</summary>
internal static class NoiseModel
{
    /// <summary>Spoils each image at a level drawn uniformly from the corruption's range.</summary>
    /// <param name="x">Values in [0, 1]; shape [B, C, H, W].</param>
    /// <param name="corruption">Kind and range.</param>
    /// <param name="random">Where the noise comes from.</param>
    public static Tensor Corrupt(Tensor x, Corruption corruption, RandomStream random)
    {
        Tensor share = random.Uniform(x.shape[0], 1, 1, 1);
        return Corrupt(x, corruption.Kind, corruption.Minimum + ((corruption.Maximum - corruption.Minimum) * share), random);
    }

    /// <summary>Spoils images at the given level.</summary>
    /// <param name="x">Values in [0, 1]; shape [B, C, H, W].</param>
    /// <param name="kind">Which noise.</param>
    /// <param name="level">σ or the share of spoilt values; broadcasts to x.</param>
    /// <param name="random">Where the noise comes from.</param>
    public static Tensor Corrupt(Tensor x, CorruptionKind kind, Tensor level, RandomStream random) => kind switch
    {
        CorruptionKind.Gaussian => x + (level * random.Normal(x.shape)),
        CorruptionKind.Mask => x * random.Uniform(x.shape).ge(level),
        _ => where(random.Uniform(x.shape).lt(level), random.Uniform(x.shape).lt(0.5).to(x.dtype), x),
    };
}
