using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VaeSharp.Engine.Kernels;

/// <summary>The log probability of images under mixtures of discretised logistics, and its slopes, in one pass over memory.</summary>
/// <param name="layout">Where the parameters stand.</param>
/// <param name="scales">What is added to log scales, and their bounds.</param>
/// <param name="halfLevel">Half the distance of two levels.</param>
internal sealed unsafe class LogisticMixtureLoop(MixtureLayout layout, LogScaleBounds scales, double halfLevel)
{
    // The product over channels that a tile keeps for one logarithm stays a normal number.
    private const int MostChannels = 8;

    private const int Alignment = 64;

    private readonly LogisticMixtureTile _tile = new(layout, scales, halfLevel);

    /// <summary>Whether it can: a processor with vectors, and few channels.</summary>
    internal static bool Takes(MixtureLayout layout) =>
        Vector128.IsHardwareAccelerated && layout.Channels <= MostChannels;

    /// <summary>log p of each image, summed over channels and pixels, nats.</summary>
    /// <param name="x">B × C × pixels values in [0, 1].</param>
    /// <param name="parameters">B × P × pixels numbers, or B × pixels × P where they lie by pixels.</param>
    /// <param name="slopes">Receives the derivative by each parameter, laid out alike, unless it is none.</param>
    /// <param name="sums">Receives B sums.</param>
    /// <param name="pixels">Of an image.</param>
    /// <param name="byPixels">Whether the parameters of a pixel lie side by side.</param>
    internal void Run(
        TensorView<float> x, TensorView<float> parameters, TensorView<float> slopes, TensorView<float> sums, int pixels,
        bool byPixels)
    {
        int images = checked((int)sums.Count);
        x.Demand((long)images * layout.Channels * pixels);
        parameters.Demand((long)images * layout.Count * pixels);
        slopes.Demand(slopes.IsNone ? 0 : parameters.Count);
        (nint plane, nint pixel) = byPixels ? (1, layout.Count) : (pixels, 1);
        float* to = sums.Address;
        float* values = x.Address;
        float* p = parameters.Address;
        float* slope = slopes.Address;
        OpenMp.For(images, 1, (from, until) =>
        {
            int room = (2 * layout.Count) + layout.Components + layout.Channels;
            float* scratch = (float*)NativeMemory.AlignedAlloc(
                (nuint)(room * PixelTile.Pixels * sizeof(float)), Alignment);
            for (nint i = from; i < until; i++)
            {
                nint row = i * layout.Count * pixels;
                to[i] = Image(
                    values + (i * layout.Channels * pixels), p + row, slope == null ? null : slope + row,
                    plane, pixel, pixels, scratch);
            }

            NativeMemory.AlignedFree(scratch);
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Image(
        float* values, float* parameters, float* slopes, nint plane, nint pixel, int pixels, float* scratch)
    {
        float* p = scratch;
        float* g = p + (layout.Count * PixelTile.Pixels);
        float* joint = g + (layout.Count * PixelTile.Pixels);
        float* x = joint + (layout.Components * PixelTile.Pixels);
        Vector512<float> sum = default;
        for (int i = 0; i < pixels; i += PixelTile.Pixels)
        {
            int count = Math.Min(PixelTile.Pixels, pixels - i);
            PixelTile.Load(values + i, pixels, 1, layout.Channels, count, x);
            PixelTile.Load(parameters + (i * pixel), plane, pixel, layout.Count, count, p);
            Vector512<float> log = _tile.LogProbability(p, x, slopes == null ? null : g, joint);
            sum += Vector512.AndNot(log, Beyond(count));
            if (slopes != null)
            {
                PixelTile.Store(g, slopes + (i * pixel), plane, pixel, layout.Count, count);
            }
        }

        return Vector512.Sum(sum);
    }

    private static Vector512<float> Beyond(int count) =>
        Vector512.GreaterThanOrEqual(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}
