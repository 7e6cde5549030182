using SkiaSharp;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>PNG, JPEG, WebP, BMP and GIF files, refused by their headers before anything is decoded.</summary>
/// <remarks>A photo stands upright as its orientation mark says; of moving pictures the first is taken.</remarks>
internal static class PictureFile
{
    /// <summary>The most pixels a picture may have.</summary>
    public const int MostPixels = 128 << 20;

    private const int MostBytes = 256 << 20;
    private const int ScaledAbove = 4 << 20; // pixels; smaller ones are decoded whole, so that no value depends on the way

    // Pictures of one run are decoded side by side; giant ones wait for each other.
    private static readonly MemoryBudget Budget = new(512L << 20);

    /// <summary>The endings of names that are looked at.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
        [".png", ".jpg", ".jpeg", ".jfif", ".webp", ".bmp", ".gif"];

    /// <summary>Whether a file's name ends as a picture's does.</summary>
    public static bool HasExtension(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The size that the header says, upright; three channels.</summary>
    /// <exception cref="DataFormatException">No picture, or too large.</exception>
    public static ImageShape ReadShape(string path)
    {
        using SKCodec codec = Open(path);
        return UprightShape(codec);
    }

    /// <summary>The same of a file's bytes.</summary>
    public static ImageShape ReadShape(byte[] bytes, string name)
    {
        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec codec = Checked(SKCodec.Create(data), name, bytes);
        return UprightShape(codec);
    }

    /// <summary>Decodes, and resizes where the target differs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="planes">Receives the red, green and blue planes.</param>
    /// <param name="target">The shape that is wanted.</param>
    /// <param name="options">Resizing and background.</param>
    /// <returns>Whether the background shows through.</returns>
    /// <exception cref="DataFormatException">No picture, too large, cut off or damaged.</exception>
    public static bool Read(string path, Span<byte> planes, ImageShape target, PictureOptions options)
    {
        using SKCodec codec = Open(path);
        return Read(codec, path, planes, target, options);
    }

    /// <summary>The same of a file's bytes.</summary>
    public static bool Read(byte[] bytes, string name, Span<byte> planes, ImageShape target, PictureOptions options)
    {
        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec codec = Checked(SKCodec.Create(data), name, bytes);
        return Read(codec, name, planes, target, options);
    }

    private static ImageShape UprightShape(SKCodec codec) =>
        Orientation.Turned(new(3, codec.Info.Height, codec.Info.Width), codec.EncodedOrigin);

    private static bool Read(SKCodec codec, string name, Span<byte> planes, ImageShape target, PictureOptions options)
    {
        SKEncodedOrigin origin = codec.EncodedOrigin;
        ImageShape stored = Orientation.Turned(target, origin);
        SKSizeI size = DecodedSize(codec, stored);
        using IDisposable room = Budget.Take(4L * size.Width * size.Height);
        // Without a colour space the stored values come as they are.
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        SKCodecResult result = codec.GetPixels(info, out byte[] rgba);
        if (result != SKCodecResult.Success)
        {
            throw new DataFormatException(name, 0, $"a picture that does not decode ({result})", "a whole one");
        }

        bool transparent = codec.Info.AlphaType != SKAlphaType.Opaque && LayOver(rgba, options.Ground);
        Span<byte> turned = origin == SKEncodedOrigin.TopLeft ? planes : new byte[planes.Length];
        AreaResize.Write(rgba, new(3, size.Height, size.Width), turned, stored, options.Resize, options.Ground);
        if (origin != SKEncodedOrigin.TopLeft)
        {
            Orientation.Write(turned, planes, target, origin);
        }

        return transparent;
    }

    // JPEG and WebP come smaller from their decoders: the smallest step that is at least twice as large as what is wanted.
    private static SKSizeI DecodedSize(SKCodec codec, ImageShape target)
    {
        SKSizeI full = codec.Info.Size;
        for (int eighths = 1; eighths < 8 && (long)full.Width * full.Height > ScaledAbove; eighths++)
        {
            SKSizeI size = codec.GetScaledDimensions(eighths / 8f);
            if (size.Width >= 2 * target.Width && size.Height >= 2 * target.Height)
            {
                return size;
            }
        }

        return full;
    }

    private static bool LayOver(Span<byte> rgba, (byte Red, byte Green, byte Blue) ground)
    {
        bool any = false;
        for (int at = 0; at < rgba.Length; at += 4)
        {
            int alpha = rgba[at + 3];
            if (alpha < 255)
            {
                any = true;
                rgba[at] = Mixed(rgba[at], ground.Red, alpha);
                rgba[at + 1] = Mixed(rgba[at + 1], ground.Green, alpha);
                rgba[at + 2] = Mixed(rgba[at + 2], ground.Blue, alpha);
            }
        }

        return any;
    }

    private static byte Mixed(int value, int below, int alpha) => (byte)((value * alpha + below * (255 - alpha) + 127) / 255);

    private static SKCodec Open(string path)
    {
        DiskEntry.DemandReadable(path);
        var first = new byte[PictureKind.Bytes];
        using (FileStream stream = File.OpenRead(path)) // tells why where it cannot be read, which the codec does not
        {
            if (stream.Length > MostBytes)
            {
                throw new DataFormatException(path, MostBytes, $"{stream.Length} bytes", $"at most {MostBytes}");
            }

            Array.Resize(ref first, stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false));
        }

        return Checked(SKCodec.Create(path), path, first);
    }

    private static SKCodec Checked(SKCodec? codec, string name, ReadOnlySpan<byte> first)
    {
        if (codec?.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp
            or SKEncodedImageFormat.Bmp or SKEncodedImageFormat.Gif))
        {
            codec?.Dispose();
            throw new DataFormatException(name, 0, PictureKind.InWords(first), "PNG, JPEG, WebP, BMP or GIF");
        }

        SKSizeI size = codec.Info.Size;
        if ((long)size.Width * size.Height > MostPixels)
        {
            codec.Dispose();
            throw new DataFormatException(
                name, 0, $"a picture of {size.Width}×{size.Height} pixels", $"at most {MostPixels}");
        }

        return codec;
    }
}
