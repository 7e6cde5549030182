using System.Diagnostics;
using static TorchSharp.torch;

namespace VaeSharp.Engine.Gemm;

/// <summary>How fast this process multiplies float32 matrices: the roofline that a training step is measured by.</summary>
/// <param name="LibTorch">libtorch's product; floating-point operations a second.</param>
/// <param name="Own"><see cref="MatrixProduct"/>'s; null where it is not used.</param>
internal sealed record GemmRate(double LibTorch, double? Own)
{
    private const int Side = 2048;
    private const int Products = 7;

    /// <summary>The faster of the two.</summary>
    public double Best => Math.Max(LibTorch, Own ?? 0);

    /// <summary>Measures both now, with as many threads as libtorch has: the median of a few large products, about a
    /// second in all.</summary>
    public static GemmRate Measure()
    {
        using var scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        Tensor a = rand(Side, Side);
        Tensor b = rand(Side, Side);
        return new GemmRate(
            Median(() => mm(a, b)), MatrixProduct.IsUsed ? Median(() => MatrixProduct.Plain(a, b)) : null);
    }

    /// <summary>The mean of two measurements, before and after something.</summary>
    public static GemmRate Mean(GemmRate before, GemmRate after) =>
        new((before.LibTorch + after.LibTorch) / 2, (before.Own + after.Own) / 2);

    private static double Median(Func<Tensor> product)
    {
        product().Dispose(); // the first one pays for threads and pages
        double[] rates = new double[Products];
        for (int i = 0; i < Products; i++)
        {
            long start = Stopwatch.GetTimestamp();
            product().Dispose(); // the next result takes its pages
            rates[i] = 2.0 * Side * Side * Side / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(rates);
        return rates[Products / 2];
    }
}
