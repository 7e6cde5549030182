using SkiaSharp;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly TemporaryDirectory _cache = new();

    public void Dispose()
    {
        _folder.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public void Sub_folders_are_classes_in_ordinal_order()
    {
        Paint("b/1.png", SKColors.Red);
        Paint("a/1.png", SKColors.Lime);
        Paint("B/1.png", SKColors.Blue);

        (ImageDataset train, ImageDataset test) = Load();

        Assert.Equal(["B", "a", "b"], train.ClassNames);
        Assert.Equal(3, train.Count + test.Count);
        ImageDataset red = train.Labels.Contains((byte)2) ? train : test;
        int image = Array.IndexOf(red.Labels, (byte)2);
        Assert.Equal([255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0], red.Image(image).ToArray());
    }

    [Fact]
    public void Without_sub_folders_there_is_one_class()
    {
        Paint("1.png", SKColors.Red);
        Paint("2.JPG", SKColors.Red);
        Paint(".hidden.png", SKColors.Red);
        _folder.Write("notes.txt", [1]);

        (ImageDataset train, ImageDataset test) = Load();

        Assert.Equal((1, 1), (train.Count, test.Count));
        Assert.Single(train.ClassNames);
    }

    [Fact]
    public void Folders_train_and_test_are_the_split()
    {
        Paint("train/x/1.png", SKColors.White);
        Paint("train/y/1.png", SKColors.White);
        Paint("test/y/2.png", SKColors.White);

        (ImageDataset train, ImageDataset test) = Load();

        Assert.Equal([0, 1], train.Labels);
        Assert.Equal([1], test.Labels);
    }

    [Fact]
    public void A_picture_stays_in_its_split_when_others_come_and_about_a_tenth_is_for_testing()
    {
        for (int i = 0; i < 300; i++)
        {
            _folder.Write($"{i}.png", []);
        }

        Dictionary<string, bool> before = Splits();
        Assert.InRange(before.Values.Count(isTest => isTest), 12, 51);

        _folder.Write("new.png", []);

        Assert.All(Splits().Where(pair => pair.Key != "new.png"), pair => Assert.Equal(before[pair.Key], pair.Value));
    }

    [Fact]
    public void Pictures_are_grey_only_when_all_are()
    {
        Paint("1.png", new SKColor(7, 7, 7));
        Paint("2.png", new SKColor(9, 9, 9));
        Assert.Equal(new ImageShape(1, 2, 2), Load().Train.Shape);

        Paint("3.png", new SKColor(9, 9, 10));
        Assert.Equal(new ImageShape(3, 2, 2), Load().Train.Shape);
    }

    [Fact]
    public void Pictures_of_two_sizes_are_refused_by_their_names_unless_a_size_is_asked_for()
    {
        string first = Paint("1.png", SKColors.Red, 2, 3), second = Paint("2.png", SKColors.Red, 4, 4);

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(() => Load());

        Assert.Contains($"{first} has 3×2 pixels and {second} has 4×4", fault.Message, StringComparison.Ordinal);
        Assert.Equal(new ImageShape(3, 8, 8), Load(size: 8).Train.Shape);
    }

    [Fact]
    public void A_header_of_many_pixels_is_refused_before_memory_is_taken()
    {
        byte[] png = File.ReadAllBytes(Paint("1.png", SKColors.Red));
        SyntheticFiles.BigEndian(60_000, 60_000).CopyTo(png, 16);
        var checksum = new ICSharpCode.SharpZipLib.Checksum.Crc32();
        checksum.Update(new ArraySegment<byte>(png, 12, 17));
        SyntheticFiles.BigEndian((uint)checksum.Value).CopyTo(png, 29);
        string path = _folder.Write("1.png", png);
        long before = GC.GetAllocatedBytesForCurrentThread();

        DataFormatException fault = Assert.Throws<DataFormatException>(() => PictureFile.ReadShape(path));

        Assert.Contains("60000×60000", fault.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Cut_pictures_and_other_formats_are_refused_by_name()
    {
        byte[] png = File.ReadAllBytes(Paint("1.png", SKColors.Red, 40, 40));
        byte[] jpeg = File.ReadAllBytes(Paint("1.jpg", SKColors.Red, 40, 40));
        byte[] webp = Encode(SKColors.Red, 4, 4, SKEncodedImageFormat.Webp);
        foreach (byte[] bytes in new[] { png[..^30], jpeg[..^30], png[..20], webp, [], [1, 2, 3] })
        {
            string path = _folder.Write("1.png", bytes);
            DataFormatException fault = Assert.Throws<DataFormatException>(() => Load(size: 4));
            Assert.Equal(path, fault.File);
        }
    }

    [Fact]
    public void An_unchanged_folder_is_not_decoded_again()
    {
        Paint("1.png", SKColors.Red);
        var first = new ProgressLines();
        WholeDataset decoded = Load(progress: first);
        var second = new ProgressLines();
        WholeDataset kept = Load(progress: second);

        Assert.Single(first.Lines);
        Assert.Empty(second.Lines);
        Assert.Equal(decoded.Test.Digest, kept.Test.Digest);
    }

    [Fact]
    public void A_changed_folder_and_a_damaged_cache_are_decoded_again()
    {
        Paint("1.png", SKColors.Red);
        string digest = Load().Test.Digest;
        string cached = Directory.GetFiles(_cache["folders"]).Single();
        byte[] whole = File.ReadAllBytes(cached);
        for (int i = 0; i < whole.Length; i++)
        {
            whole[i] ^= 4;
            _cache.Write(cached, whole);
            whole[i] ^= 4;
            Assert.Equal(digest, Load().Test.Digest);
            Assert.Equal(whole, File.ReadAllBytes(cached));
        }

        Paint("1.png", SKColors.Blue, 3, 3);
        Assert.NotEqual(digest, Load().Test.Digest);
    }

    [Fact]
    public void Pictures_beside_class_folders_and_folders_without_pictures_are_refused()
    {
        Assert.Throws<DatasetUnavailableException>(() => Load());
        Directory.CreateDirectory(_folder["a"]);
        Assert.Throws<DatasetUnavailableException>(() => Load());
        Paint("a/1.png", SKColors.Red);
        Paint("stray.png", SKColors.Red);

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(() => Load());

        Assert.Contains("stray.png lies beside the folder a", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void Sizes_out_of_range_are_refused(int size)
    {
        Assert.Throws<ArgumentException>(() => Load(size));
    }

    private WholeDataset Load(int? size = null, ProgressLines? progress = null) =>
        ImageFolder.Load(_folder.Path, size, new DatasetCache(_cache.Path), progress);

    private Dictionary<string, bool> Splits() =>
        ImageFolderListing.Scan(_folder.Path).Files.ToDictionary(file => file.RelativePath, file => file.IsTest);

    private string Paint(string name, SKColor color, int width = 2, int height = 2) => _folder.Write(name, Encode(
        color, width, height,
        name.EndsWith("png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg));

    private static byte[] Encode(SKColor color, int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(color);
        using SKData data = bitmap.Encode(format, 90);
        return data.ToArray();
    }
}
