using VaeSharp.Nn.Distributions;

namespace VaeSharp.Cli.Runs;

/// <summary>What a loss may be called: a likelihood's is −ELBO, any other is not.</summary>
internal static class LossNames
{
    internal static string Of(PixelMeasure measure) =>
        measure == PixelMeasure.None ? "cross-entropy + rate" : "−ELBO";
}
