using VaeSharp.Data;
using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Imaging;

/// <summary>From tensors of images to the cells of a grid.</summary>
internal static class ImageCells
{
    /// <summary>One cell for each image.</summary>
    /// <param name="x">Values in [0, 1], others are limited to it; shape [B, C, H, W].</param>
    internal static IReadOnlyList<ImageCell> Of(Tensor x) => [.. Bytes(x).Select(image => ImageCell.Of(image))];

    /// <summary>One cell for each pair of images, with a caption where there are any.</summary>
    /// <param name="left">Values in [0, 1]; shape [B, C, H, W].</param>
    /// <param name="right">The same shape.</param>
    /// <param name="captions">One a pair, or none.</param>
    internal static IReadOnlyList<ImageCell> Pairs(Tensor left, Tensor right, IReadOnlyList<string>? captions = null) =>
        [.. Bytes(left).Zip(Bytes(right)).Select((pair, i) => ImageCell.Pair(pair.First, pair.Second, captions?[i]))];

    /// <summary>Planes of bytes, as <see cref="ImageDataset"/> has them: round(255 · x).</summary>
    /// <param name="x">Values in [0, 1], others are limited to it; shape [B, C, H, W].</param>
    public static IReadOnlyList<byte[]> Bytes(Tensor x)
    {
        using NativeWork work = NativeWork.Begin();
        using var scope = NewDisposeScope();
        byte[] all = (x.detach().clamp(0, 1) * 255).round().to(ScalarType.Byte).cpu().contiguous().bytes.ToArray();
        return [.. all.Chunk(Math.Max(1, all.Length / (int)x.shape[0]))];
    }
}
