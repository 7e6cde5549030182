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
        if (width * height > LargestPicture || width > ushort.MaxValue || height > ushort.MaxValue)
        {
            throw new ArgumentException(
                $"The picture would be {width}×{height} pixels, more than {LargestPicture / 1_000_000} million "
                + "altogether or 65535 on one side: draw fewer images or choose a smaller scale.");
        }
        var bitmap = new SKBitmap((int)width, (int)height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(SKColors.White);
        return bitmap;
    }

    /// <summary>Writes one image with its left upper corner at (left, top), each pixel as a square.</summary>
    internal static void Draw(SKBitmap target, byte[] planes, ImageShape shape, int left, int top, int scale)
    {
        Span<byte> pixels = target.GetPixelSpan();
        int plane = shape.Height * shape.Width;
        int green = shape.Channels == 3 ? plane : 0;
        for (int y = 0; y < shape.Height * scale; y++)
        {
            int source = y / scale * shape.Width;
            int at = (top + y) * target.RowBytes + left * 4;
            for (int x = 0; x < shape.Width * scale; x++, at += 4)
            {
                int pixel = source + x / scale;
                pixels[at] = planes[pixel];
                pixels[at + 1] = planes[pixel + green];
                pixels[at + 2] = planes[pixel + 2 * green];
                pixels[at + 3] = 255;
            }
        }
    }

    /// <summary>PNG without any metadata, so that equal pictures are equal bytes.</summary>
    internal static byte[] Encode(SKBitmap bitmap)
    {
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6))
            ?? throw new InvalidOperationException("SkiaSharp could not encode the picture as PNG.");
        return data.ToArray();
    }
}
