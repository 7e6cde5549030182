using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>From the density of what <see cref="Models.Transforms.Dequantize"/> gives back to bits for each of 256 levels.</summary>
/// <remarks>Source: Theis et al. 2016, section 3.1: the density's bound is the levels' bound.</remarks>
internal static class Dequantisation
{
    private const double Levels = 256;

    /// <summary>What one unit of the dequantised scale is on that of level/255.</summary>
    public const double Scale = Levels / (Levels - 1);

    /// <summary>(level + ½)/256: the middle of each level's part of [0, 1].</summary>
    public static Tensor Middle(Tensor x) => ((x * 255).round() + 0.5) / Levels;

    /// <summary>From the scale of <see cref="Middle"/> back to that of level/255.</summary>
    public static Tensor ToUnit(Tensor x) => ((x * Levels) - 0.5) / (Levels - 1);

    /// <summary>(−log p + D ln 256)/(D ln 2).</summary>
    /// <param name="negativeLogDensity">Nats per image of dequantised values.</param>
    /// <param name="values">D, the values of one image.</param>
    public static double BitsPerDimension(double negativeLogDensity, int values) =>
        (negativeLogDensity / (values * Math.Log(2))) + Math.Log2(Levels);
}
