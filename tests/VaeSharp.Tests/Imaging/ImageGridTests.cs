using SkiaSharp;
using VaeSharp.Data;
using VaeSharp.Imaging;
using Xunit;

namespace VaeSharp.Tests.Imaging;

public sealed class ImageGridTests
{
    private static readonly ImageShape Digit = new(1, 28, 28);
    private static readonly string[] Objects =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    [Fact]
    public void Equal_grids_are_equal_bytes_in_any_thread()
    {
        byte[] expected = Pairs(Digit, 25, i => $"actual {i % 10} · given 3").ToPng();
        var again = new byte[4][];
        Parallel.For(0, again.Length, i => again[i] = Pairs(Digit, 25, k => $"actual {k % 10} · given 3").ToPng());
        Assert.All(again, bytes => Assert.Equal(expected, bytes));
    }

    [Fact]
    public void Only_the_caption_separates_two_grids_of_the_same_images()
    {
        byte[] seven = Pairs(Digit, 4, _ => "actual 7").ToPng();
        byte[] one = Pairs(Digit, 4, _ => "actual 1").ToPng();
        Assert.Equal(PngChunks.Size(seven), PngChunks.Size(one));
        Assert.NotEqual(seven, one);
    }

    [Theory]
    [InlineData(28, 3)]
    [InlineData(32, 3)]
    [InlineData(64, 2)]
    [InlineData(96, 1)]
    public void Small_images_are_enlarged_by_whole_numbers_to_at_least_84_pixels(int side, int scale)
    {
        var shape = new ImageShape(1, side, side);
        int one = PngChunks.Size(Bare(shape, 1)).Height;
        int two = PngChunks.Size(Bare(shape, 2)).Height;
        Assert.InRange(two - one - side * scale, 1, 20); // a row more is one image and one gap
    }

    [Fact]
    public void Captions_of_neighbours_never_touch()
    {
        var shape = new ImageShape(3, 32, 32);
        byte[] png = Pairs(shape, 25, i => $"actual {Objects[i % 10]} · given {Objects[i * 3 % 10]}").ToPng();

        using SKBitmap bitmap = SKBitmap.Decode(png);
        int runs = InkRuns(bitmap);
        Assert.Equal(5, runs); // five columns of ink with white between, from top to bottom
    }

    [Fact]
    public void A_caption_wider_than_its_images_widens_the_cell()
    {
        byte[] png = new ImageGrid(
            Digit, [.. Enumerable.Range(0, 6).Select(_ => ImageCell.Of(new byte[784], "actual automobile"))], 3).ToPng();

        using SKBitmap bitmap = SKBitmap.Decode(png);
        Assert.Equal(3, InkRuns(bitmap));
        Assert.InRange(bitmap.Width, 3 * 100, 3 * 150);
    }

    [Fact]
    public void Numbers_in_a_caption_are_at_least_8_pixels_high()
    {
        using SKBitmap with = SKBitmap.Decode(
            new ImageGrid(Digit, [ImageCell.Of(new byte[784], "7")], 1).ToPng());
        int firstRow = 20 + 84 + 1; // margin, image, hairline
        int rows = Enumerable.Range(firstRow, with.Height - firstRow).Count(y => Enumerable.Range(0, with.Width)
            .Any(x => with.GetPixel(x, y).Red < 200));
        Assert.InRange(rows, 8, 12);
    }

    [Theory]
    [InlineData(3, 0, "4 columns but 3 column headings")]
    [InlineData(0, 3, "2 rows but 3 row headings")]
    public void Headings_that_do_not_match_are_refused(int columns, int rows, string expected)
    {
        ImageGrid grid = new ImageGrid(Digit, [.. Enumerable.Range(0, 8).Select(_ => ImageCell.Of(new byte[784]))], 4)
        {
            ColumnHeadings = [.. Enumerable.Repeat("c", columns)],
            RowHeadings = [.. Enumerable.Repeat("r", rows)],
        };
        Assert.Contains(expected, Assert.Throws<ArgumentException>(grid.ToPng).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_channels_are_not_a_picture()
    {
        var grid = new ImageGrid(new ImageShape(2, 4, 4), [ImageCell.Of(new byte[32])], 1);
        Assert.Contains("2×4×4", Assert.Throws<ArgumentException>(grid.ToPng).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blank_cell_and_odd_characters_do_no_harm()
    {
        var grid = new ImageGrid(Digit, [new ImageCell([]), ImageCell.Of(new byte[784], "\t\n漢字 · 😀")], 2)
        {
            Title = "\u0007",
            Legend = " ",
        };
        Assert.Contains("IDAT", PngChunks.Names(grid.ToPng()));
    }

    [Fact]
    public void A_saved_file_is_the_picture()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
        try
        {
            ImageGrid grid = Pairs(Digit, 2, _ => "x");
            grid.Save(path);
            Assert.Equal(grid.ToPng(), File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ImageGrid Pairs(ImageShape shape, int count, Func<int, string> caption) =>
        new(shape, [.. Enumerable.Range(0, count).Select(i => ImageCell.Pair(
            ImageMosaicTests.Ramp(shape, i), ImageMosaicTests.Ramp(shape, i + 1), caption(i)))], Math.Min(5, count));

    private static byte[] Bare(ImageShape shape, int rows) =>
        new ImageGrid(shape, [.. Enumerable.Range(0, rows).Select(_ => ImageCell.Of(new byte[shape.Values]))], 1).ToPng();

    /// <summary>Stretches of columns with ink, apart by at least 8 columns that are white from top to bottom.</summary>
    private static int InkRuns(SKBitmap bitmap)
    {
        int[] inked = [.. Enumerable.Range(0, bitmap.Width).Where(x => Enumerable.Range(0, bitmap.Height)
            .Any(y => bitmap.GetPixel(x, y) != SKColors.White))];
        return 1 + inked.Zip(inked.Skip(1)).Count(pair => pair.Second - pair.First > 8);
    }
}
