using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>Each of the 256 levels k/255 has a probability of its own, for each value.</summary>
/// <remarks>Levels know nothing of being neighbours: any shape can be learned, and each must be.
/// Source: van den Oord, Kalchbrenner &amp; Kavukcuoglu 2016. See docs/theory.md#categorical.</remarks>
internal sealed class Categorical : PixelDistribution
{
    /// <summary>How many levels a value can take.</summary>
    public const int Levels = 256;

    private readonly Tensor _logits; // [B, C, 256, H, W]

    /// <summary>From a decoder's output.</summary>
    /// <param name="logits">256 for each value, one channel's after the other's; shape [B, 256·C, H, W].</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public Categorical(Tensor logits)
    {
        if (logits.dim() != 4 || logits.shape[1] % Levels != 0 || !logits.is_floating_point())
        {
            throw new ArgumentException(
                $"The logits are {logits.dtype} [{string.Join(", ", logits.shape)}]; expected floating-point [B, {Levels} · C, H, W].",
                nameof(logits));
        }

        _logits = logits.unflatten(1, logits.shape[1] / Levels, Levels);
    }

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Levels256;

    /// <inheritdoc/>
    public override Tensor Mean
    {
        get
        {
            Tensor values = linspace(0, 1, Levels, dtype: _logits.dtype, device: _logits.device);
            return (softmax(_logits, 2) * values.view(1, 1, -1, 1, 1)).sum(2); // [B, C, H, W]
        }
    }

    /// <inheritdoc/>
    public override Tensor LogProbabilityPerValue(Tensor x)
    {
        (long batch, long channels, long height, long width) = (
            _logits.size(0), _logits.size(1), _logits.size(3), _logits.size(4));
        Demand.Shape(x, nameof(Categorical), "BCHW", [batch, channels, height, width], _logits);
        Tensor levels = (x * (Levels - 1)).round().to(ScalarType.Int64).unsqueeze(2); // [B, C, 1, H, W]
        return nn.functional.log_softmax(_logits, 2).gather(2, levels).squeeze(2); // [B, C, H, W]
    }

    /// <inheritdoc/>
    public override Tensor Sample(RandomStream random)
    {
        Tensor reached = softmax(_logits, 2).cumsum(2).narrow(2, 0, Levels - 1); // the last level takes what rounding left
        long[] one = [.. _logits.shape];
        one[2] = 1;
        Tensor level = random.Uniform(one).ge(reached).sum(2); // [B, C, H, W]
        return level.to(_logits.dtype) / (Levels - 1);
    }
}
