using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>Doubles to float32 tensors and back.</summary>
internal static class Values
{
    /// <summary>Shape [1, 1, 1, n].</summary>
    public static Tensor Image(params double[] values) =>
        tensor([.. values.Select(v => (float)v)], [1, 1, 1, values.Length]);

    public static double[] Read(Tensor tensor) => tensor.to(ScalarType.Float64).cpu().data<double>().ToArray();

    public static float[] ReadSingle(Tensor tensor) => tensor.cpu().data<float>().ToArray();

    /// <summary>Fails where they differ by more than absolute + relative · |expected|.</summary>
    public static void Near(double expected, double actual, double absolute, double relative = 0)
    {
        double tolerance = absolute + (relative * Math.Abs(expected));
        Assert.True(
            Math.Abs(expected - actual) <= tolerance, $"{actual:R} is not within {tolerance:G3} of {expected:R}.");
    }
}
