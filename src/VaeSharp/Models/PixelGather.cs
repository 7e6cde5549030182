using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Engine.Kernels;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>From bytes of a data set to a batch's float32 values, in one pass over memory.</summary>
internal static class PixelGather
{
    private const int Grain = 16; // images

    /// <summary>Images in the order of <paramref name="indices"/>; float32, shape [B, C, H, W].</summary>
    internal static Tensor Gather(
        ImageDataset images, ReadOnlySpan<int> indices, Binarization binarization, RandomStream random)
    {
        ImageShape shape = images.Shape;
        int values = shape.Values;
        int[] order = indices.ToArray();
        ulong key = binarization == Binarization.Dynamic ? random.NextKey() : 0;
        Tensor batch = empty([order.Length, shape.Channels, shape.Height, shape.Width]);
        using TensorView<float> view = TensorView.Of<float>(batch, order.Length, shape.Channels, shape.Height, shape.Width);
        OpenMp.For(order.Length, Grain, (from, until) =>
        {
            for (int i = from; i < until; i++)
            {
                long first = (long)i * values;
                ReadOnlySpan<byte> image = images.Image(order[i]);
                TensorView<float> to = view.Part(first, values);
                switch (binarization)
                {
                    case Binarization.Dynamic: PixelLoop.Binarize(image, key, (ulong)first, to); break;
                    case Binarization.Threshold: PixelLoop.Cut(image, to); break;
                    default: PixelLoop.Scale(image, to); break;
                }
            }
        });
        return batch;
    }
}
