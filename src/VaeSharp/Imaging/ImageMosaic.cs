using SkiaSharp;
using VaeSharp.Data;
using VaeSharp.Nn;
using VaeSharp.Storage;
using static TorchSharp.torch;

namespace VaeSharp.Imaging;

/// <summary>Images edge to edge without any text, as for a manifold of 20×20 decoded points.</summary>
/// <param name="Shape">The size of every image: 1 channel (grey) or 3 (red, green, blue).</param>
/// <param name="Images">Planes of bytes [C, H, W], row after row; the last row may be short.</param>
/// <param name="Columns">Images in a row, at least 1.</param>
/// <param name="Scale">Each pixel becomes a square of this side, 1 to 64.</param>
public sealed record ImageMosaic(ImageShape Shape, IReadOnlyList<byte[]> Images, int Columns, int Scale = 1)
{
    /// <summary>The images of a tensor, such as a model's samples: bytes are round(255 · x).</summary>
    /// <param name="images">Values in [0, 1], others are limited to it; shape [B, C, H, W], row after row.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="scale">Each pixel becomes a square of this side, 1 to 64.</param>
    /// <exception cref="ArgumentException">The tensor is of another rank.</exception>
    public static ImageMosaic Of(Tensor images, int columns, int scale = 1)
    {
        long[] shape = Demand.Images(images, nameof(ImageMosaic)).shape;
        return new(new ImageShape((int)shape[1], (int)shape[2], (int)shape[3]), ImageCells.Bytes(images), columns, scale);
    }

    /// <summary>Draws the picture: exactly Columns·W·Scale pixels wide.</summary>
    /// <exception cref="ArgumentException">A count, a length or the whole size does not fit; the message says which.</exception>
    public byte[] ToPng()
    {
        PixelPainter.RequireDrawable(Shape);
        if (Columns < 1 || Images.Count == 0 || Scale is < 1 or > 64)
        {
            throw new ArgumentException(
                $"A mosaic of {Images.Count} images in {Columns} columns at scale {Scale} cannot be drawn: "
                + "at least one image, one column and a scale from 1 to 64 are expected.");
        }

        int rows = (Images.Count + Columns - 1) / Columns;
        using SKBitmap bitmap = PixelPainter.Canvas(
            (long)Columns * Shape.Width * Scale, (long)rows * Shape.Height * Scale);
        for (int i = 0; i < Images.Count; i++)
        {
            PixelPainter.RequireFits(Images[i], Shape, i);
            PixelPainter.Draw(
                bitmap, Images[i], Shape, i % Columns * Shape.Width * Scale, i / Columns * Shape.Height * Scale, Scale);
        }

        return PixelPainter.Encode(bitmap);
    }

    /// <summary>Writes the PNG; <paramref name="path"/> holds the old file or the whole new one.</summary>
    /// <inheritdoc cref="ToPng" path="/exception"/>
    public void Save(string path)
    {
        byte[] png = ToPng();
        AtomicFile.Write(path, stream => stream.Write(png));
    }
}
