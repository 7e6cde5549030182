using SkiaSharp;
using VaeSharp.Data;
using VaeSharp.Export;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class PictureReaderTests : IDisposable
{
    private static readonly ImageShape Colour = new(3, 2, 2);
    private static readonly ImageShape Grey = new(1, 2, 2);

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1.png")]
    [InlineData("1.jpg")]
    [InlineData("1.webp")]
    [InlineData("1.bmp")]
    [InlineData("1.gif")]
    public void A_picture_of_each_format_is_planes_of_red_green_and_blue(string name)
    {
        string path = Paint(name, SKColors.Red);

        byte[] image = new PictureReader(Colour).Read(path);

        Assert.All(image[..4], value => Assert.InRange(value, 250, 255));
        Assert.All(image[4..], value => Assert.InRange(value, 0, 5));
        using FileStream stream = File.OpenRead(path);
        Assert.Equal(image, new PictureReader(Colour).Read(stream, "stream"));
    }

    [Fact]
    public void What_is_written_as_png_is_read_back()
    {
        byte[] colour = [.. Enumerable.Range(0, 12).Select(i => (byte)(i * 20))], grey = [0, 7, 200, 255];

        PngFile.Write(_folder["colour.png"], colour, Colour);
        PngFile.Write(_folder["grey.png"], grey, Grey);

        Assert.Equal(colour, new PictureReader(Colour).Read(_folder["colour.png"]));
        Assert.Equal(grey, new PictureReader(Grey).Read(_folder["grey.png"]));
        Assert.Throws<ArgumentException>(() => PngFile.Encode(grey, Colour));
    }

    [Theory] // the corners of the upright picture, where A B is the stored first row and C D the second
    [InlineData(1, "ABCD")]
    [InlineData(2, "BADC")]
    [InlineData(3, "DCBA")]
    [InlineData(4, "CDAB")]
    [InlineData(5, "ACBD")]
    [InlineData(6, "CADB")]
    [InlineData(7, "DBCA")]
    [InlineData(8, "BDAC")]
    public void A_photo_stands_upright_as_its_orientation_mark_says(byte orientation, string corners)
    {
        using var bitmap = new SKBitmap(48, 32);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(new SKColor(200, 200, 200)); // D
            canvas.DrawRect(0, 0, 24, 16, new SKPaint { Color = new SKColor(20, 20, 20) }); // A
            canvas.DrawRect(24, 0, 24, 16, new SKPaint { Color = new SKColor(80, 80, 80) }); // B
            canvas.DrawRect(0, 16, 24, 16, new SKPaint { Color = new SKColor(140, 140, 140) }); // C
        }

        string path = _folder.Write("1.jpg", Painted.WithOrientation(Painted.Encode(bitmap, "1.jpg"), orientation));
        ImageShape upright = orientation > 4 ? new(1, 48, 32) : new(1, 32, 48);

        byte[] image = new PictureReader(upright).Read(path);

        Assert.Equal(upright with { Channels = 3 }, PictureFile.ReadShape(path));
        int[] places = [0, upright.Width - 1, (upright.Height - 1) * upright.Width, upright.Values - 1];
        Assert.Equal(corners, Corners(places.Select(place => image[place])));
        Assert.Equal(corners, Corners(new PictureReader(new(1, 2, 2)).Read(path)));

        static string Corners(IEnumerable<byte> values) =>
            string.Concat(values.Select(value => (char)('A' + (int)Math.Round((value - 20) / 60.0))));
    }

    [Theory]
    [InlineData("white", 255, 128)]
    [InlineData("black", 0, 0)]
    [InlineData("#0000ff", 0, 0)]
    public void Transparent_parts_lie_over_the_background_and_are_told(string background, byte empty, byte half)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2, 2, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Erase(SKColors.Transparent);
        bitmap.SetPixel(1, 0, new SKColor(0, 0, 0, 127));
        bitmap.SetPixel(0, 1, SKColors.Black);
        _folder.Write("1.png", Painted.Encode(bitmap, "1.png"));

        PictureSet set = new PictureReader(Colour, new() { Background = background }).ReadAll(_folder.Path);

        Assert.Equal(1, set.Transparent);
        Assert.Equal([empty, half, 0], set.Pixels[..3]);
        Assert.Throws<ArgumentException>(() => new PictureReader(Colour, new() { Background = "sky" }).Read(_folder["1.png"]));
    }

    [Fact]
    public void Sixteen_bits_a_value_become_eight()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2, 2, SKColorType.RgbaF16, SKAlphaType.Unpremul));
        bitmap.Erase(new SKColor(200, 100, 50));
        byte[] png = Painted.Encode(bitmap, "1.png");
        Assert.Equal(16, png[24]); // bits a value

        byte[] image = new PictureReader(Colour).Read(_folder.Write("1.png", png));
        Assert.Equal([200, 200, 200, 200, 100, 100, 100, 100, 50, 50, 50, 50], image);
    }

    [Theory]
    [InlineData("1.png")]
    [InlineData("1.jpg")]
    public void A_photo_of_many_megapixels_is_scaled(string name)
    {
        using (var bitmap = new SKBitmap(6000, 4000))
        {
            bitmap.Erase(SKColors.Red);
            bitmap.Erase(SKColors.Blue, new SKRectI(0, 0, 3000, 4000));
            _folder.Write(name, Painted.Encode(bitmap, name));
        }

        byte[] image = new PictureReader(new(3, 32, 32)).Read(_folder[name]);

        Assert.All(Enumerable.Range(0, 32), row => Assert.InRange(image[32 * row], 0, 5));
        Assert.All(Enumerable.Range(0, 32), row => Assert.InRange(image[(32 * row) + 31], 250, 255));
    }

    [Fact]
    public void Giant_pictures_wait_for_each_other()
    {
        var budget = new MemoryBudget(100);
        int now = 0, most = 0;

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using IDisposable room = budget.Take(i == 3 ? 1000 : 50);
            int inside = Interlocked.Increment(ref now);
            InterlockedMax(ref most, i == 3 ? inside + 1 : inside);
            Thread.Sleep(5);
            Interlocked.Decrement(ref now);
        });

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public void Files_and_folders_keep_their_names_and_classes()
    {
        Paint("in/a/1.png", SKColors.White);
        Paint("in/b/more/2.png", SKColors.Black);
        _folder.Write("in/b/notes.txt", [1]);
        string single = Paint("3.png", SKColors.White);

        PictureSet set = new PictureReader(Grey).ReadAll(single, _folder["in"]);

        Assert.Equal(["3.png", "a/1.png", "b/more/2.png"], set.Items.Select(item => item.Name));
        Assert.Equal([null, "a", "b"], set.Items.Select(item => item.ClassName));
        Assert.Equal([255, 255, 0], new[] { set.Pixels[0], set.Pixels[4], set.Pixels[8] });
        Assert.Equal(1, set.LeftOut);
        Assert.Null(set.Labels(["a", "b"]));
        Assert.Equal([1, 0], new PictureReader(Grey).ReadAll(_folder["in"]).Labels(["b", "a"])!);
    }

    [Fact]
    public void Arrays_of_bytes_and_of_numbers_from_0_to_1_are_images()
    {
        byte[] pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)(10 * i))];
        NpyFile.Write(_folder["bytes.npy"], (ReadOnlyMemory<byte>)pixels, 2, 3, 2, 2);
        NpyFile.Write(_folder["reals.npy"], (ReadOnlyMemory<float>)pixels.Select(value => value / 255f).ToArray(), 2, 3, 2, 2);
        NpyFile.Write(_folder["last.npy"], (ReadOnlyMemory<byte>)pixels[..12], 2, 2, 3);
        NpyFile.Write(_folder["wide.npy"], (ReadOnlyMemory<byte>)pixels, 4, 6);
        NpyFile.Write(_folder["large.npy"], (ReadOnlyMemory<float>)new float[] { 1, 2, 3, 4 }, 2, 2);
        var reader = new PictureReader(Colour);

        Assert.Equal(pixels, reader.ReadAll(_folder["bytes.npy"]).Pixels);
        Assert.Equal(pixels, reader.ReadAll(_folder["reals.npy"]).Pixels);
        Assert.Equal(["bytes.npy#0", "bytes.npy#1"], reader.ReadAll(_folder["bytes.npy"]).Items.Select(item => item.Name));
        Assert.Equal([0, 30, 60, 90, 10, 40, 70, 100, 20, 50, 80, 110], reader.Read(_folder["last.npy"]));
        DataFormatException wide = Assert.Throws<DataFormatException>(() => reader.Read(_folder["wide.npy"]));
        Assert.Contains("(4, 6)", wide.Message, StringComparison.Ordinal);
        DataFormatException fault = Assert.Throws<DataFormatException>(() => new PictureReader(Grey).Read(_folder["large.npy"]));
        Assert.Contains("the value 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_files_are_told_together_and_can_be_skipped()
    {
        string bad = _folder.Write("a/bad.png", [1, 2]), array = _folder.Write("a/bad.npy", [3]);
        Paint("a/good.png", SKColors.White);

        BadPicturesException fault = Assert.Throws<BadPicturesException>(() => new PictureReader(Grey).ReadAll(_folder.Path));
        PictureSet rest = new PictureReader(Grey, new() { SkipBad = true }).ReadAll(_folder.Path);

        Assert.Equal([bad, array], fault.Bad.Select(picture => picture.Path));
        Assert.Equal("a/good.png", Assert.Single(rest.Items).Name);
        Assert.Equal(2, rest.Bad.Count);
        string none = Directory.CreateDirectory(_folder["none"]).FullName;
        Assert.Throws<DatasetUnavailableException>(() => new PictureReader(Grey).ReadAll(none));
    }

    private static void InterlockedMax(ref int place, int value)
    {
        int seen = Volatile.Read(ref place);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref place, value, seen) is var was && was == seen ? value : was;
        }
    }

    private string Paint(string name, SKColor color) => _folder.Write(name, Painted.Encode(color, 2, 2, name));
}
