using System.Runtime.CompilerServices;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>From bytes of a data set to a batch's float32 values, in one pass over memory.</summary>
internal static unsafe class PixelGather
{
    private const int Grain = 16;

    // What each of the 256 grey values becomes.
    private static readonly float[] Grey = Table(level => level / 255f);
    private static readonly float[] Thresholded = Table(level => level / 255f >= 0.5f ? 1f : 0f);

    // A uniform 32-bit number is below it with probability level / 255.
    private static readonly ulong[] Limits = Table(level => (((ulong)level << 32) + 127) / 255);

    /// <summary>Images in the order of <paramref name="indices"/>; float32, shape [B, C, H, W].</summary>
    internal static Tensor Gather(
        ImageDataset images, ReadOnlySpan<int> indices, Binarization binarization, RandomStream random)
    {
        ImageShape shape = images.Shape;
        int values = shape.Values;
        Tensor batch = empty([indices.Length, shape.Channels, shape.Height, shape.Width]);
        float* first = (float*)TensorMemory.AddressOf(batch);
        int[] order = indices.ToArray();
        ulong key = binarization == Binarization.Dynamic ? random.NextKey() : 0;
        OpenMp.For(order.Length, Grain, (from, until) =>
        {
            for (int i = from; i < until; i++)
            {
                ReadOnlySpan<byte> pixels = images.Pixels.AsSpan((int)((long)order[i] * values), values);
                float* row = first + ((long)i * values);
                if (binarization == Binarization.Dynamic)
                {
                    Draw(pixels, key, (ulong)i * (ulong)values, row);
                }
                else
                {
                    LookUp(pixels, binarization == Binarization.Threshold ? Thresholded : Grey, row);
                }
            }
        });
        return batch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookUp(ReadOnlySpan<byte> pixels, float[] table, float* to)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            to[i] = table[pixels[i]];
        }
    }

    // Two pixels share 64 random bits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Draw(ReadOnlySpan<byte> pixels, ulong key, ulong position, float* to)
    {
        for (int i = 0; i < pixels.Length; i += 2)
        {
            ulong bits = RandomStream.BitsAt(key, position + (ulong)i);
            to[i] = (uint)bits < Limits[pixels[i]] ? 1f : 0f;
            if (i + 1 < pixels.Length)
            {
                to[i + 1] = bits >> 32 < Limits[pixels[i + 1]] ? 1f : 0f;
            }
        }
    }

    private static T[] Table<T>(Func<int, T> value) => [.. Enumerable.Range(0, 256).Select(value)];
}
