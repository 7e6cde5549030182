using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>From bytes of a data set to a batch's float32 values, in one pass over memory.</summary>
internal static unsafe class PixelGather
{
    private const int Grain = 16; // images
    private const int Lanes = 16;
    private const float Half = 127.5f;

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
            fixed (byte* pixels = images.Pixels)
            {
                for (nint i = from; i < until; i++)
                {
                    byte* image = pixels + ((nint)order[i] * values);
                    float* to = first + (i * values);
                    switch (binarization)
                    {
                        case Binarization.Dynamic: Draw(image, values, key, (ulong)(i * values), to); break;
                        case Binarization.Threshold: Cut(image, values, to); break;
                        default: Scale(image, values, to); break;
                    }
                }
            }
        });
        return batch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(byte* pixels, int count, float* to)
    {
        int i = 0;
        for (; Vector512.IsHardwareAccelerated && i + Lanes <= count; i += Lanes)
        {
            (Floats(pixels + i) / Vector512.Create(255f)).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = pixels[i] / 255f;
        }
    }

    private static void Cut(byte* pixels, int count, float* to)
    {
        for (int i = 0; i < count; i++)
        {
            to[i] = pixels[i] > Half ? 1 : 0;
        }
    }

    // A uniform number of 24 bits is below p/255 with that probability: never for 0, always for 255.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Draw(byte* pixels, int count, ulong key, ulong position, float* to)
    {
        int i = 0;
        for (; Vector512.IsHardwareAccelerated && i + Lanes <= count; i += Lanes, position += Lanes / 2)
        {
            Vector512<uint> bits = RandomStream.EightBitsAt(key, position).AsUInt32() >> 8;
            Vector512<float> uniform = Vector512.ConvertToSingle(bits.AsInt32()) * Vector512.Create(255f / (1 << 24));
            (Vector512.LessThan(uniform, Floats(pixels + i)) & Vector512<float>.One).Store(to + i);
        }

        for (; i < count; i++, position++)
        {
            float uniform = ((uint)RandomStream.BitsAt(key, position) >> 8) * (255f / (1 << 24));
            to[i] = uniform < pixels[i] ? 1 : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Floats(byte* pixels)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Load(pixels));
        (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(Vector256.Create(low, high));
        return Vector512.ConvertToSingle(Vector512.Create(first, second).AsInt32());
    }
}
