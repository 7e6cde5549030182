using SkiaSharp;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

/// <summary>What each kind of picture file holds comes out of the reader as the values that its format says.</summary>
public sealed class PictureValuesTests
{
    private static readonly byte[] FourColours = [250, 10, 20, 30, 240, 50, 60, 70, 230, 7, 77, 177];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(8, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    public void Palettes_of_png_with_and_without_transparency(byte depth, bool transparent)
    {
        int colours = Math.Min(4, 1 << depth);
        int[] indices = [.. Enumerable.Range(0, 8).Select(i => i * 3 % colours)];
        byte[] alphas = transparent ? [0, 128] : []; // colours without one are opaque
        (string, byte[])[] chunks = [("PLTE", FourColours[..(3 * colours)]), .. transparent ? [("tRNS", alphas)] : Array.Empty<(string, byte[])>()];

        byte[] found = Read(PngBytes.File(4, 2, PngBytes.Palette, depth, indices, chunks), 2, 4);

        Assert.Equal(Planes(indices.Select(i => Over(FourColours.AsSpan(3 * i, 3), i < alphas.Length ? alphas[i] : 255))), found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Grey_png_of_few_bits_reaches_from_0_to_255(byte depth)
    {
        int most = (1 << depth) - 1;
        int[] values = [0, most, most / 2, most / 3];

        byte[] found = Read(PngBytes.File(4, 1, PngBytes.Grey, depth, values), 1, 4);

        Assert.Equal(Planes(values.Select(value => Grey(value * 255 / most))), found);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Grey_and_colour_png_with_and_without_alpha(byte depth)
    {
        int unit = depth == 16 ? 257 : 1; // 16 bits that say exactly what 8 can
        byte[] grey = Read(PngBytes.File(2, 1, PngBytes.Grey, depth, [200 * unit, 3 * unit]), 1, 2);
        byte[] greyAlpha = Read(PngBytes.File(2, 1, PngBytes.GreyAlpha, depth, [200 * unit, 255 * unit, 40 * unit, 128 * unit]), 1, 2);
        byte[] colour = Read(PngBytes.File(1, 1, PngBytes.Colour, depth, [200 * unit, 3 * unit, 77 * unit]), 1, 1);
        byte[] colourAlpha = Read(
            PngBytes.File(2, 1, PngBytes.ColourAlpha, depth, [200 * unit, 3 * unit, 77 * unit, 64 * unit, 9, 9, 9, 0]), 1, 2);

        Assert.Equal(Planes([Grey(200), Grey(3)]), grey);
        Assert.Equal(Planes([Grey(200), Over([40, 40, 40], 128)]), greyAlpha);
        Assert.Equal([200, 3, 77], colour);
        Assert.Equal(Planes([Over([200, 3, 77], 64), Grey(255)]), colourAlpha);
    }

    [Fact]
    public void Sixteen_bits_between_the_steps_of_8_come_within_one_of_them()
    {
        int[] values = [0, 100, 255, 256, 12_345, 30_000, 65_279, 65_535];

        byte[] found = Read(PngBytes.File(8, 1, PngBytes.Grey, 16, values), 1, 8);

        Assert.All(values.Zip(found), pair => Assert.InRange(pair.Second - (pair.First / 257.0), -1, 1));
        Assert.Equal((0, 255), (found[0], found[7]));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void A_colour_that_stands_for_nothing_shows_the_background(byte depth)
    {
        int unit = depth == 16 ? 257 : 1;
        byte[] grey = Read(
            PngBytes.File(2, 1, PngBytes.Grey, depth, [40 * unit, 41 * unit], ("tRNS", PngBytes.Short(40 * unit))), 1, 2);
        byte[] colour = Read(
            PngBytes.File(
                2, 1, PngBytes.Colour, depth, [1 * unit, 2 * unit, 3 * unit, 1 * unit, 2 * unit, 4 * unit],
                ("tRNS", [.. PngBytes.Short(1 * unit), .. PngBytes.Short(2 * unit), .. PngBytes.Short(3 * unit)])),
            1, 2);

        Assert.Equal(Planes([Grey(255), Grey(41)]), grey);
        Assert.Equal(Planes([Grey(255), [1, 2, 4]]), colour);
    }

    [Fact]
    public void A_mark_of_gamma_changes_no_value()
    {
        byte[] png = PngBytes.File(2, 1, PngBytes.Grey, 8, [100, 200], ("gAMA", [0, 1, 0x86, 0xA0])); // 1.0

        Assert.Equal([100, 200, 100, 200, 100, 200], Read(png, 1, 2));
    }

    [Theory] // of a stored value v and black k, Adobe's inverted CMYK shows v · k / 255
    [InlineData(0, 200, 100, 50)]
    [InlineData(2, 55, 128, 128)] // YCC of the inks: luma 55, no chroma, so 200 of each inverted
    public void Cmyk_jpeg_becomes_red_green_and_blue(byte transform, byte first, byte second, byte third)
    {
        int[] inks = transform == 0 ? [200, 100, 50] : [200, 200, 200];

        byte[] found = Read(JpegBytes.FourComponents([first, second, third, 220], transform), 8, 8);

        for (int channel = 0; channel < 3; channel++)
        {
            Assert.All(found[(64 * channel)..(64 * (channel + 1))], value => Assert.InRange(value - (inks[channel] * 220 / 255.0), -1, 1));
        }
    }

    [Fact]
    public void Grey_jpeg_stays_within_its_loss()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(8, 8, SKColorType.Gray8, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(90, 90, 90));

        Assert.All(Read(Painted.Encode(bitmap, "1.jpg"), 8, 8), value => Assert.InRange(value, 89, 91));
    }

    [Fact]
    public void Gif_with_a_transparent_colour_and_a_frame_smaller_than_its_canvas()
    {
        byte[] gif = GifBytes.File((3, 2), (1, 0, 2, 2), FourColours, [0, 1, 2, 3], transparent: 2);

        Assert.Equal(
            Planes([Grey(255), FourColours[..3], FourColours[3..6], Grey(255), Grey(255), FourColours[9..]]), Read(gif, 2, 3));
    }

    [Fact]
    public void An_interlaced_gif_has_its_rows_in_order()
    {
        int[] rows = [0, 1, 2, 3, 2, 1, 0, 1]; // of the picture
        int[] order = [0, 4, 2, 6, 1, 3, 5, 7]; // of the file
        byte[] gif = GifBytes.File((1, 8), (0, 0, 1, 8), FourColours, [.. order.Select(row => rows[row])], interlaced: true);

        Assert.Equal(Planes(rows.Select(row => FourColours[(3 * row)..(3 * row + 3)])), Read(gif, 8, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Bmp_of_a_palette(short bits)
    {
        byte[] palette = [20, 10, 250, 0, 50, 240, 30, 0]; // blue, green, red
        byte[][] rows = bits switch { 1 => [[0b0100_0000], [0b1000_0000]], 4 => [[0x01], [0x10]], _ => [[0, 1], [1, 0]] };

        byte[] found = Read(BmpBytes.File(2, 2, bits, rows, [.. palette, .. new byte[(4 << bits) - 8]]), 2, 2);

        Assert.Equal(Planes([FourColours[3..6], FourColours[..3], FourColours[..3], FourColours[3..6]]), found);
    }

    [Fact]
    public void Bmp_of_true_colours_from_below_and_from_above()
    {
        byte[][] rows = [[20, 10, 250, 50, 240, 30], [70, 60, 50, 177, 77, 7]];
        byte[] below = Planes([[50, 60, 70], [7, 77, 177], [250, 10, 20], [30, 240, 50]]);
        byte[] above = Planes([[250, 10, 20], [30, 240, 50], [50, 60, 70], [7, 77, 177]]);

        Assert.Equal(below, Read(BmpBytes.File(2, 2, 24, rows), 2, 2));
        Assert.Equal(above, Read(BmpBytes.File(2, -2, 24, rows), 2, 2));
    }

    [Fact]
    public void Bmp_of_32_bits_has_no_alpha_and_of_16_bits_five_or_six_a_colour()
    {
        byte[] wide = Read(BmpBytes.File(2, 1, 32, [[20, 10, 250, 0, 50, 240, 30, 99]]), 1, 2);
        byte[] five = Read(BmpBytes.File(1, 1, 16, [[0x1F, 0x7C]]), 1, 1); // red 31, green 0, blue 31
        byte[] six = Read(
            BmpBytes.File(1, 1, 16, [[0xE0, 0xFF]], [0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0], compression: 3), 1, 1);

        Assert.Equal(Planes([FourColours[..3], FourColours[3..6]]), wide);
        Assert.Equal([255, 0, 255], five);
        Assert.Equal([255, 255, 0], six);
    }

    [Fact]
    public void Bmp_of_run_lengths()
    {
        byte[] palette = [20, 10, 250, 0, 50, 240, 30, 0];
        byte[] runs = [3, 1, 0, 0, 1, 0, 2, 1, 0, 1]; // the lower row 1 1 1, the upper one 0 1 1, the end

        byte[] found = Read(BmpBytes.File(3, 2, 8, [runs], [.. palette, .. new byte[1016]], compression: 1), 2, 3);

        Assert.Equal(Planes(((int[])[0, 1, 1, 1, 1, 1]).Select(i => FourColours[(3 * i)..(3 * i + 3)])), found);
    }

    [Fact]
    public void Lossless_webp_keeps_values_and_alpha()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(0, 0, new SKColor(200, 3, 77));
        bitmap.SetPixel(1, 0, new SKColor(200, 3, 77, 64));
        using SKPixmap pixels = bitmap.PeekPixels()!;
        using SKData data = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100))!;

        Assert.Equal(Planes([[200, 3, 77], Over([200, 3, 77], 64)]), Read(data.ToArray(), 1, 2));
    }

    private static byte[] Read(byte[] file, int height, int width) =>
        new PictureReader(new(3, height, width)).Read(new MemoryStream(file), "picture");

    private static byte[] Grey(int value) => [(byte)value, (byte)value, (byte)value];

    // Over white.
    private static byte[] Over(ReadOnlySpan<byte> colour, int alpha)
    {
        var mixed = new byte[3];
        for (int i = 0; i < 3; i++)
        {
            mixed[i] = (byte)Math.Round((colour[i] * alpha + 255 * (255 - alpha)) / 255.0, MidpointRounding.AwayFromZero);
        }

        return mixed;
    }

    private static byte[] Planes(IEnumerable<byte[]> pixels)
    {
        byte[][] all = [.. pixels];
        return [.. Enumerable.Range(0, 3).SelectMany(channel => all.Select(pixel => pixel[channel]))];
    }
}
