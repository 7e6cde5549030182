using SkiaSharp;

namespace VaeSharp.Data;

/// <summary>PNG and JPEG files, refused by their headers before anything is decoded.</summary>
/// <remarks>Transparent parts become black. A JPEG's orientation mark is not applied.</remarks>
internal static class PictureFile
{
    /// <summary>The most pixels a picture may have.</summary>
    public const int MostPixels = 16 << 20;

    private const int MostBytes = 64 << 20;

    /// <summary>The size that the header says; three channels.</summary>
    /// <exception cref="DataFormatException">No PNG or JPEG, or too large.</exception>
    public static ImageShape ReadShape(string path)
    {
        using SKCodec codec = Open(path);
        return Shape(codec);
    }

    /// <summary>Decodes, and resizes where the target differs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="planes">Receives the red, green and blue planes.</param>
    /// <param name="target">The shape that is wanted.</param>
    /// <exception cref="DataFormatException">No PNG or JPEG, too large, cut off or damaged.</exception>
    public static void Read(string path, Span<byte> planes, ImageShape target)
    {
        using SKCodec codec = Open(path);
        ImageShape shape = Shape(codec);
        // Without a colour space the stored values come as they are.
        var info = new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        SKCodecResult result = codec.GetPixels(info, out byte[] rgba);
        if (result != SKCodecResult.Success)
        {
            throw new DataFormatException(
                path, new FileInfo(path).Length, $"a picture that does not decode ({result})", "a whole one");
        }

        AreaResize.Write(rgba, shape, planes, target);
    }

    private static SKCodec Open(string path)
    {
        using SKData data = SKData.CreateCopy(FileBytes.Read(path, MostBytes));
        SKCodec? codec = SKCodec.Create(data);
        if (codec?.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg))
        {
            codec?.Dispose();
            throw new DataFormatException(path, 0, "no PNG or JPEG", "one of them");
        }

        SKSizeI size = codec.Info.Size;
        if ((long)size.Width * size.Height > MostPixels)
        {
            codec.Dispose();
            throw new DataFormatException(
                path, 0, $"a picture of {size.Width}×{size.Height} pixels", $"at most {MostPixels}");
        }

        return codec;
    }

    private static ImageShape Shape(SKCodec codec) => new(3, codec.Info.Height, codec.Info.Width);
}
