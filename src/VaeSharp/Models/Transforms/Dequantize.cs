using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models.Transforms;

/// <summary>Spreads each of 256 levels evenly over its part of [0, 1]: (level + u)/256 with u uniform on [0, 1).</summary>
/// <remarks>Source: Theis et al. 2016, section 3.1: the bound of the density is a bound of the levels.</remarks>
internal sealed record Dequantize : ImageTransform
{
    private const double Levels = 256;

    /// <inheritdoc/>
    public override string Name => "uniform noise within each grey level";

    /// <summary>From values level/255.</summary>
    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, RandomStream random) => ((x * 255).round() + random.Uniform(x.shape)) / Levels;
}
