using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>Images moved by a few pixels, each by its own: what shows the same class.</summary>
internal static class ImageShift
{
    /// <summary>Moves each image up or down and left or right; black comes in. Shape [B, C, H, W], unchanged.</summary>
    /// <param name="x">Shape [B, C, H, W].</param>
    /// <param name="most">The greatest move along each axis, pixels; all up to it are equally probable.</param>
    /// <param name="random">Where the moves come from.</param>
    public static Tensor Random(Tensor x, int most, RandomStream random)
    {
        (long count, long height, long width) = (x.shape[0], x.shape[2], x.shape[3]);
        Tensor padded = nn.functional.pad(x, [most, most, most, most]).permute(0, 2, 3, 1); // [B, H + 2m, W + 2m, C]
        Tensor image = arange(count, ScalarType.Int64, x.device).view(-1, 1, 1);
        Tensor rows = (random.Integers((2 * most) + 1, count, 1) + arange(height, ScalarType.Int64, x.device)).unsqueeze(2);
        Tensor columns = (random.Integers((2 * most) + 1, count, 1) + arange(width, ScalarType.Int64, x.device)).unsqueeze(1);
        Tensor moved = padded.index(TensorIndex.Tensor(image), TensorIndex.Tensor(rows), TensorIndex.Tensor(columns));
        return moved.permute(0, 3, 1, 2).contiguous(); // [B, C, H, W]
    }
}
