using SkiaSharp;

namespace VaeSharp.Tests.Data;

/// <summary>Pictures made for a test.</summary>
internal static class Painted
{
    /// <summary>Of one colour; BMP is written by hand, since Skia writes none.</summary>
    public static byte[] Encode(SKColor color, int width, int height, string name)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(color);
        return Encode(bitmap, name);
    }

    public static byte[] Encode(SKBitmap bitmap, string name)
    {
        string extension = Path.GetExtension(name).ToLowerInvariant();
        if (extension == ".bmp")
        {
            return Bmp(bitmap);
        }

        using SKData data = bitmap.Encode(
            extension switch
            {
                ".png" => SKEncodedImageFormat.Png,
                ".webp" => SKEncodedImageFormat.Webp,
                _ => SKEncodedImageFormat.Jpeg,
            },
            100);
        return extension == ".gif" ? Gif : data.ToArray();
    }

    /// <summary>A JPEG with an orientation mark.</summary>
    /// <remarks>An APP1 segment: "Exif", a TIFF header, one entry of tag 0x0112, type SHORT.</remarks>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1,
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, .. jpeg[2..],
    ];

    // Two by two pixels, all red: a palette of two colours, and the codes 4 (clear), 0, 6 (twice 0), 0, 5 (end).
    private static byte[] Gif =>
    [
        .. "GIF89a"u8, 2, 0, 2, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 0,
        0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 2, 0x84, 0x51, 0, 0x3B,
    ];

    private static byte[] Bmp(SKBitmap bitmap)
    {
        int row = (bitmap.Width * 3 + 3) / 4 * 4;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        int[] header = [54 + row * bitmap.Height, 0, 54, 40, bitmap.Width, bitmap.Height, 1 | (24 << 16), 0, 0, 0, 0, 0, 0];
        Array.ForEach(header, writer.Write);
        for (int y = bitmap.Height - 1; y >= 0; y--)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                SKColor color = bitmap.GetPixel(x, y);
                writer.Write([color.Blue, color.Green, color.Red]);
            }

            writer.Write(new byte[row - bitmap.Width * 3]);
        }

        return stream.ToArray();
    }
}
