using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Models.Transforms;

/// <summary>Corrupts each image at a level drawn uniformly from a range: what a denoising VAE is trained with.</summary>
/// <param name="Noise">Kind and range.</param>
internal sealed record Corrupt(Corruption Noise) : ImageTransform
{
    /// <inheritdoc/>
    public override string Name
    {
        get
        {
            string range = FormattableString.Invariant($"{Noise.Minimum} to {Noise.Maximum}");
            return Noise.Kind switch
            {
                CorruptionKind.Gaussian => $"Gaussian noise, σ drawn from {range} for each image",
                CorruptionKind.Mask => $"a share of the values set to 0, drawn from {range} for each image",
                _ => $"a share of the values set to 0 or 1, drawn from {range} for each image",
            };
        }
    }

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, RandomStream random)
    {
        Tensor share = random.Uniform(x.shape[0], 1, 1, 1);
        return At(x, Noise.Kind, Noise.Minimum + ((Noise.Maximum - Noise.Minimum) * share), random);
    }

    /// <summary>Corrupts images at a given level.</summary>
    /// <param name="x">Values in [0, 1]; shape [B, C, H, W].</param>
    /// <param name="kind">Which noise.</param>
    /// <param name="level">σ or the share of corrupted values; broadcasts to x.</param>
    /// <param name="random">Where the noise comes from.</param>
    public static Tensor At(Tensor x, CorruptionKind kind, Tensor level, RandomStream random) => kind switch
    {
        CorruptionKind.Gaussian => x + (level * random.Normal(x.shape)),
        CorruptionKind.Mask => x * random.Uniform(x.shape).ge(level),
        _ => where(random.Uniform(x.shape).lt(level), random.Uniform(x.shape).lt(0.5).to(x.dtype), x),
    };
}
