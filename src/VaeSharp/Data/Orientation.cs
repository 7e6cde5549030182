using SkiaSharp;

namespace VaeSharp.Data;

/// <summary>Turns images as the orientation mark of a photo says.</summary>
/// <remarks>Source: Exif 2.32, tag 0x0112; the mark says where the stored first row and column belong.</remarks>
internal static class Orientation
{
    /// <summary>Whether height and width change places.</summary>
    public static bool IsOnItsSide(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    /// <summary>The shape that a stored image has when it stands upright, or the other way round.</summary>
    public static ImageShape Turned(ImageShape shape, SKEncodedOrigin origin) =>
        IsOnItsSide(origin) ? new(shape.Channels, shape.Width, shape.Height) : shape;

    /// <summary>Writes the planes of the upright image.</summary>
    /// <param name="stored">Planes of the shape that <see cref="Turned"/> gives.</param>
    /// <param name="upright">Receives as many values.</param>
    /// <param name="shape">That of <paramref name="upright"/>.</param>
    /// <param name="origin">The mark.</param>
    public static void Write(ReadOnlySpan<byte> stored, Span<byte> upright, ImageShape shape, SKEncodedOrigin origin)
    {
        (int height, int width) = (shape.Height, shape.Width);
        for (int plane = 0; plane < shape.Channels * height * width; plane += height * width)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    (int right, int below) = (width - 1 - x, height - 1 - y);
                    int from = origin switch
                    {
                        SKEncodedOrigin.TopRight => y * width + right,
                        SKEncodedOrigin.BottomRight => below * width + right,
                        SKEncodedOrigin.BottomLeft => below * width + x,
                        SKEncodedOrigin.LeftTop => x * height + y,
                        SKEncodedOrigin.RightTop => right * height + y,
                        SKEncodedOrigin.RightBottom => right * height + below,
                        SKEncodedOrigin.LeftBottom => x * height + below,
                        _ => y * width + x,
                    };
                    upright[plane + y * width + x] = stored[plane + from];
                }
            }
        }
    }
}
