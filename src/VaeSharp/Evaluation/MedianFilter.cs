using TorchSharp;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>The classical answer to noise: each value becomes the median of its surroundings.</summary>
internal static class MedianFilter
{
    /// <summary>Filters each channel by itself; the border is reflected.</summary>
    /// <param name="x">Shape [B, C, H, W].</param>
    /// <param name="size">Height and width of the window; odd, at least 3, at most twice the image less one.</param>
    /// <returns>Shape [B, C, H, W].</returns>
    /// <exception cref="ArgumentException">An even or oversized window, or images that are not [B, C, H, W].</exception>
    public static Tensor Apply(Tensor x, int size)
    {
        long margin = size / 2;
        if (x.dim() != 4 || size < 3 || size % 2 == 0 || margin >= x.shape[2] || margin >= x.shape[3])
        {
            throw new ArgumentException(
                $"A median of {size}×{size} was asked for images of shape [{string.Join(", ", x.shape)}]; expected an "
                + "odd size of at least 3 whose half is less than height and width, and shape [B, C, H, W].",
                nameof(size));
        }

        Tensor padded = nn.functional.pad(x, [margin, margin, margin, margin], PaddingModes.Reflect);
        Tensor windows = padded.unfold(2, size, 1).unfold(3, size, 1); // [B, C, H, W, size, size]
        return windows.flatten(4).kthvalue((size * size / 2) + 1, -1).values;
    }
}
