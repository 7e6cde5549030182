using System.Runtime.InteropServices;
using SkiaSharp;
using VaeSharp.Data;

namespace VaeSharp.Imaging;

/// <summary>Turns planes of bytes into enlarged pixels of a picture.</summary>
internal static class PixelPainter
{
    /// <summary>More than this is a mistake in the arguments, not a picture that anybody opens.</summary>
    internal const long LargestPicture = 100_000_000;

    internal static void RequireDrawable(ImageShape shape)
    {
        if (shape.Channels is not (1 or 3) || shape.Height < 1 || shape.Width < 1)
        {
            throw new ArgumentException(
                $"Images of {shape} cannot be drawn: "
                + "1 channel (grey) or 3 (red, green, blue) and at least one pixel are expected.",
                nameof(shape));
        }
    }

    internal static void RequireFits(byte[] image, ImageShape shape, int index)
    {
        if (image.Length != shape.Values)
        {
            throw new ArgumentException(
                $"Image {index} has {image.Length} bytes; {shape} needs {shape.Values}.",
                nameof(image));
        }
    }

    /// <summary>An empty white picture of the given size.</summary>
    /// <exception cref="ArgumentException">The picture would be larger than any use.</exception>
    internal static SKBitmap Canvas(long width, long height)
    {
        DemandRoom(width, height);
        var bitmap = new SKBitmap((int)width, (int)height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(SKColors.White);
        return bitmap;
    }

    /// <summary>Whether a picture may be so large, before anything is computed for it.</summary>
    /// <exception cref="ArgumentException">It would be larger than any use.</exception>
    internal static void DemandRoom(long width, long height)
    {
        if (width * height > LargestPicture || width > ushort.MaxValue || height > ushort.MaxValue)
        {
            throw new ArgumentException(
                $"The picture would be {width}×{height} pixels, more than {LargestPicture / 1_000_000} million "
                + "altogether or 65535 on one side: draw fewer images or choose a smaller scale.");
        }
    }

    /// <summary>Writes one image with its left upper corner at (left, top), each pixel as a square.</summary>
    internal static void Draw(SKBitmap target, byte[] planes, ImageShape shape, int left, int top, int scale)
    {
        Span<uint> pixels = MemoryMarshal.Cast<byte, uint>(target.GetPixelSpan());
        int stride = target.RowBytes / sizeof(uint);
        int plane = shape.Height * shape.Width;
        int green = shape.Channels == 3 ? plane : 0;
        int width = shape.Width * scale;
        for (int y = 0; y < shape.Height; y++)
        {
            Span<uint> row = pixels.Slice(((top + (y * scale)) * stride) + left, width);
            for (int x = 0; x < shape.Width; x++)
            {
                int at = (y * shape.Width) + x;
                row.Slice(x * scale, scale).Fill(Opaque(planes[at], planes[at + green], planes[at + (2 * green)]));
            }

            for (int copy = 1; copy < scale; copy++)
            {
                row.CopyTo(pixels.Slice(((top + (y * scale) + copy) * stride) + left, width));
            }
        }
    }

    // The bytes lie in the order red, green, blue, alpha.
    private static uint Opaque(byte red, byte green, byte blue) => BitConverter.IsLittleEndian
        ? 0xff000000u | ((uint)blue << 16) | ((uint)green << 8) | red
        : ((uint)red << 24) | ((uint)green << 16) | ((uint)blue << 8) | 0xff;

    /// <summary>PNG without any metadata, so that equal pictures are equal bytes.</summary>
    internal static byte[] Encode(SKBitmap bitmap)
    {
        // Enlarged pixels repeat the row above: this filter alone packs as well as a trial of all, three times as fast.
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Up, 3))
            ?? throw new InvalidOperationException("SkiaSharp could not encode the picture as PNG.");
        return data.ToArray();
    }
}
