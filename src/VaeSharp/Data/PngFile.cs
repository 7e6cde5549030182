using SkiaSharp;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>Images as single PNG files: the way back from <see cref="PictureReader"/>.</summary>
internal static class PngFile
{
    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="planes">C×H×W values.</param>
    /// <param name="shape">One channel, grey, or three: red, green, blue.</param>
    /// <exception cref="ArgumentException">The number of values or of channels is another.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> planes, ImageShape shape)
    {
        if (shape.Channels is not (1 or 3) || planes.Length != shape.Values)
        {
            throw new ArgumentException(
                $"{planes.Length} values of {shape} are no picture; expected C×H×W of 1 or 3 channels.", nameof(planes));
        }

        int plane = shape.Height * shape.Width;
        bool grey = shape.Channels == 1;
        var pixels = new byte[grey ? plane : 4 * plane];
        for (int i = 0; i < plane; i++)
        {
            if (grey)
            {
                pixels[i] = planes[i];
                continue;
            }

            for (int channel = 0; channel < 3; channel++)
            {
                pixels[(4 * i) + channel] = planes[(channel * plane) + i];
            }

            pixels[(4 * i) + 3] = byte.MaxValue;
        }

        var info = new SKImageInfo(
            shape.Width, shape.Height, grey ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKImage image = SKImage.FromPixelCopy(info, pixels);
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>Writes a PNG file; it is whole or absent.</summary>
    /// <param name="path">The file to replace.</param>
    /// <param name="planes">C×H×W values.</param>
    /// <param name="shape">One channel, grey, or three: red, green, blue.</param>
    /// <exception cref="ArgumentException">The number of values or of channels is another.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> planes, ImageShape shape)
    {
        byte[] bytes = Encode(planes, shape);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }
}
