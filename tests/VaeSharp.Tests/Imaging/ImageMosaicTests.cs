using SkiaSharp;
using VaeSharp.Data;
using VaeSharp.Imaging;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Imaging;

public sealed class ImageMosaicTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 3)]
    [InlineData(3, 2)]
    public void Every_pixel_is_the_byte_of_its_plane_enlarged_to_a_square(int channels, int scale)
    {
        var shape = new ImageShape(channels, 4, 5);
        byte[][] images = [.. Enumerable.Range(0, 6).Select(i => Ramp(shape, i))];

        byte[] png = new ImageMosaic(shape, images, Columns: 3, scale).ToPng();

        using SKBitmap bitmap = SKBitmap.Decode(png);
        Assert.Equal((3 * 5 * scale, 2 * 4 * scale), (bitmap.Width, bitmap.Height));
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                byte[] image = images[y / (4 * scale) * 3 + x / (5 * scale)];
                int pixel = y / scale % 4 * 5 + x / scale % 5;
                int plane = channels == 3 ? 20 : 0;
                var expected = new SKColor(image[pixel], image[pixel + plane], image[pixel + 2 * plane]);
                Assert.Equal(expected, bitmap.GetPixel(x, y));
            }
        }
    }

    [Fact]
    public void A_tensor_of_images_gives_the_mosaic_of_its_rounded_bytes()
    {
        using var scope = NewDisposeScope();
        byte[][] images = [.. Enumerable.Range(0, 3).Select(i => Ramp(new ImageShape(3, 4, 5), i))];
        Tensor values = tensor(images.SelectMany(image => image).Select(value => value / 255f).ToArray()).view(3, 3, 4, 5);

        Assert.Equal(
            new ImageMosaic(new ImageShape(3, 4, 5), images, Columns: 2, Scale: 3).ToPng(),
            ImageMosaic.Of(values, columns: 2, scale: 3).ToPng());
        Assert.Throws<ArgumentException>(() => ImageMosaic.Of(values.view(9, 4, 5), columns: 2));
    }

    [Fact]
    public void The_file_holds_pixels_and_nothing_else()
    {
        byte[] png = new ImageMosaic(new ImageShape(1, 4, 5), [new byte[20]], 1).ToPng();
        Assert.Equal(["IHDR", "IDAT", "IEND"], PngChunks.Names(png).Except(["sRGB", "sBIT"]).Distinct());
    }

    [Fact]
    public void A_picture_that_nobody_could_open_is_refused_before_it_is_allocated()
    {
        byte[] one = new byte[28 * 28];
        byte[][] many = [.. Enumerable.Repeat(one, 10_000)];
        var mosaic = new ImageMosaic(new ImageShape(1, 28, 28), many, 100, Scale: 64);
        Assert.Contains("179200", Assert.Throws<ArgumentException>(mosaic.ToPng).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_the_wrong_length_is_named()
    {
        var mosaic = new ImageMosaic(new ImageShape(1, 4, 5), [new byte[20], new byte[21]], 2);
        string message = Assert.Throws<ArgumentException>(mosaic.ToPng).Message;
        Assert.Contains("Image 1 has 21 bytes; 1×4×5 needs 20", message, StringComparison.Ordinal);
    }

    internal static byte[] Ramp(ImageShape shape, int start) =>
        [.. Enumerable.Range(0, shape.Values).Select(i => (byte)(start * 31 + i * 7))];
}
