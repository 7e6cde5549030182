using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>The log probability of <see cref="LogisticMixture"/>, or of <see cref="DiscretizedLogistic"/>, and its slopes in
/// one pass over memory.</summary>
/// <remarks>The operations of libtorch for the same take about a hundred passes over numbers of all components, and about
/// fifty over those of a single one.</remarks>
internal static unsafe class LogisticMixtureKernel
{
    // The product over channels that a tile keeps for one logarithm stays a normal number.
    private const int MostChannels = 8;

    private const int Alignment = 64;

    /// <summary>Whether it can: float32 on the CPU, images that need no gradient, and a processor with vectors.</summary>
    internal static bool Takes(Tensor x, Tensor parameters, MixtureLayout layout) =>
        Vector128.IsHardwareAccelerated && TensorMemory.IsSingle(x) && TensorMemory.IsSingle(parameters)
        && !x.requires_grad && layout.Channels <= MostChannels
        && x.shape.AsSpan().SequenceEqual(
            [parameters.shape[0], layout.Channels, parameters.shape[2], parameters.shape[3]]);

    /// <summary>log p(x), summed over channels and pixels; shape [B], nats.</summary>
    internal static Tensor LogProbability(Tensor x, Tensor parameters, MixtureLayout layout, int levels)
    {
        var pass = new Pass(layout, levels);
        x = x.contiguous();
        parameters = LiesByPixels(parameters) ? parameters : parameters.contiguous();
        return is_grad_enabled() && parameters.requires_grad
            ? Node.apply(x, parameters, pass)
            : pass.Run(x, parameters, null);
    }

    // Channels innermost, as convolutions leave them.
    private static bool LiesByPixels(Tensor tensor) => tensor.permute(0, 2, 3, 1).is_contiguous();

    private sealed class Pass(MixtureLayout layout, int levels)
    {
        private readonly LogisticMixtureTile _tile = new(layout, levels);

        /// <summary>log p(x), and its derivative by each parameter where <paramref name="slopes"/> is not null.</summary>
        internal Tensor Run(Tensor x, Tensor parameters, Tensor? slopes)
        {
            int images = (int)x.shape[0];
            int pixels = (int)(x.shape[2] * x.shape[3]);
            bool byPixels = LiesByPixels(parameters);
            (nint plane, nint pixel) = byPixels ? (1, layout.Count) : (pixels, 1);
            Tensor sums = empty(images);
            float* to = (float*)TensorMemory.AddressOf(sums);
            float* values = (float*)TensorMemory.AddressOf(x);
            float* p = (float*)TensorMemory.AddressOf(parameters);
            float* slope = slopes is null ? null : (float*)TensorMemory.AddressOf(slopes);
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
            return sums;
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

    private sealed class Node : autograd.SingleTensorFunction<Node>
    {
        public override string Name => nameof(LogisticMixtureKernel);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, parameters, pass) = ((Tensor)vars[0], (Tensor)vars[1], (Pass)vars[2]);
            Tensor slopes = LiesByPixels(parameters)
                ? empty_like(parameters.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
                : empty_like(parameters);
            Tensor sums = pass.Run(x, parameters, slopes);
            ctx.save_for_backward([slopes]);
            return sums;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
        {
            Tensor slopes = ctx.get_saved_variables()[0]; // [B, P, H, W]
            return [null!, slopes * gradOutput.view(-1, 1, 1, 1), null!];
        }
    }
}
