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
        Paint("2.png", SKColors.Red);
        byte[] png = File.ReadAllBytes(Paint("1.png", SKColors.Red, 40, 40));
        byte[] jpeg = File.ReadAllBytes(Paint("1.jpg", SKColors.Red, 40, 40));
        byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray();
        foreach (byte[] bytes in new[] { png[..^30], jpeg[..^30], png[..20], svg, [], [1, 2, 3] })
        {
            string path = _folder.Write("1.png", bytes);
            BadPicturesException fault = Assert.Throws<BadPicturesException>(() => Load(size: 4));
            Assert.Equal(path, Assert.Single(fault.Bad).Path);
            Assert.Contains(path, fault.Bad[0].Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_unchanged_folder_is_not_decoded_again()
    {
        Paint("1.png", SKColors.Red);
        Paint("2.png", SKColors.Red);
        var first = new ProgressLines();
        WholeDataset decoded = Load(progress: first);
        var second = new ProgressLines();
        WholeDataset kept = Load(progress: second);

        Assert.Contains(first.Lines, line => line.StartsWith("Decoding", StringComparison.Ordinal));
        Assert.Empty(second.Lines);
        Assert.Equal(decoded.Test.Digest, kept.Test.Digest);
    }

    [Fact]
    public void Pictures_kept_with_their_own_channels_are_those_of_who_asks_for_as_many()
    {
        Paint("1.png", SKColors.Gray);
        Paint("2.png", SKColors.Gray);
        Load();
        var lines = new ProgressLines();

        Assert.Equal(1, Load(new DatasetRequest("folder:") { Channels = 1 }, lines).Train.Shape.Channels);
        Assert.Empty(lines.Lines);
        Assert.Equal(3, Load(new DatasetRequest("folder:") { Channels = 3 }, lines).Train.Shape.Channels);
        Assert.Contains(lines.Lines, line => line.StartsWith("Decoding", StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_folder_and_a_damaged_cache_are_decoded_again()
    {
        Paint("1.png", SKColors.Red);
        Paint("2.png", SKColors.Red);
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

        Paint("1.png", SKColors.Blue);
        Paint("2.png", SKColors.Blue);
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

    [Fact]
    public void All_bad_pictures_are_named_at_once_and_can_be_skipped()
    {
        for (int i = 0; i < 30; i++)
        {
            Paint($"a/{i}.png", SKColors.Red);
        }

        string[] bad = [_folder.Write("a/x.png", [1, 2]), _folder.Write("b/y.jpg", [])];
        Paint("b/1.png", SKColors.Red);

        foreach (int? size in new int?[] { null, 4 })
        {
            BadPicturesException fault = Assert.Throws<BadPicturesException>(() => Load(size));
            Assert.Equal(bad, fault.Bad.Select(picture => picture.Path));
            Assert.All(bad, path => Assert.Contains(path, fault.Message, StringComparison.Ordinal));
        }

        for (int time = 0; time < 2; time++)
        {
            var lines = new ProgressLines();
            WholeDataset rest = Load(new DatasetRequest("folder:") { Pictures = new() { SkipBad = true } }, lines);
            Assert.Equal(31, rest.Train.Count + rest.Test.Count);
            Assert.Contains(lines.Lines, line => line.StartsWith("2 of 33 pictures cannot be read", StringComparison.Ordinal));
            Assert.DoesNotContain(lines.Lines, line => line.StartsWith("Decoding", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Bad_pictures_have_the_same_reasons_each_time_though_the_others_are_decoded_once()
    {
        Paint("1.png", SKColors.Red);
        _folder.Write("2.png", [1, 2]);
        (ProgressLines first, ProgressLines second) = (new(), new());

        string reason = Assert.Throws<BadPicturesException>(() => Load(progress: first)).Message;
        Assert.Equal(reason, Assert.Throws<BadPicturesException>(() => Load(progress: second)).Message);

        Assert.Contains(first.Lines, line => line.StartsWith("Decoding", StringComparison.Ordinal));
        Assert.DoesNotContain(second.Lines, line => line.StartsWith("Decoding", StringComparison.Ordinal));
    }

    [Fact]
    public void Folders_without_pictures_and_clutter_of_archives_are_no_classes()
    {
        Paint("a/1.png", SKColors.Red);
        Paint("b/1.png", SKColors.Red);
        Paint("runs/tiny-1/samples/epoch-1.png", SKColors.Red);
        Directory.CreateDirectory(_folder["empty"]);
        _folder.Write("__MACOSX/a/1.png", [1]);
        _folder.Write("__MACOSX/._a.png", [1]);
        _folder.Write("a/notes.txt", [1]);
        var lines = new ProgressLines();

        Assert.Equal(["a", "b"], Load(progress: lines).Train.ClassNames);

        string left = Assert.Single(lines.Lines, line => line.StartsWith("Left out", StringComparison.Ordinal));
        Assert.Contains("1 pictures that lie in no class's folder, as runs/tiny-1/samples/epoch-1.png", left, StringComparison.Ordinal);
        Assert.Contains("1 .txt", left, StringComparison.Ordinal);
        Assert.Contains("Classes: a (1), b (1)", lines.Lines);
    }

    [Fact]
    public void What_lies_deeper_in_a_class_belongs_to_it()
    {
        Paint("a/1.png", SKColors.Red);
        Paint("a/more/2.png", SKColors.Red);
        Paint("a/more/still/3.webp", SKColors.Red);
        Paint("b/1.bmp", SKColors.Red);
        Paint("b/1.jfif", SKColors.Red);
        Paint("b/1.gif", SKColors.Red);

        WholeDataset whole = Load();

        Assert.Equal(6, whole.Train.Count + whole.Test.Count);
        Assert.Equal(3, whole.Train.Labels.Concat(whole.Test.Labels).Count(label => label == 0));
    }

    [Fact]
    public void Pictures_that_lie_deeper_than_a_class_are_told_by_the_first()
    {
        Paint("x/a/1.png", SKColors.Red);
        Paint("x/b/1.png", SKColors.Red);

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(() => Load());

        Assert.Contains("2 pictures lie deeper, as x/a/1.png", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("val")]
    [InlineData("valid")]
    [InlineData("Validation")]
    public void A_folder_of_validation_images_is_that_and_test_images_come_from_training(string name)
    {
        for (int i = 0; i < 20; i++)
        {
            Paint($"train/a/{i}.png", SKColors.Red);
            Paint($"{name}/a/{i}.png", SKColors.Blue);
        }

        DatasetSplits splits = DatasetSplits.Cut(Load(), new DatasetRequest("folder:"));

        Assert.Equal(20, splits.Validation.Count);
        Assert.Equal(20, splits.Train.Count + splits.Test.Count);
        Assert.NotEqual(0, splits.Test.Count);
        Assert.Equal(["a"], splits.Train.ClassNames);
    }

    [Fact]
    public void Each_of_three_parts_is_read()
    {
        foreach (string part in new[] { "train", "val", "test" })
        {
            Paint($"{part}/a/1.png", SKColors.Red);
            Paint($"{part}/b/1.png", SKColors.Red);
        }

        DatasetSplits splits = DatasetSplits.Cut(Load(), new DatasetRequest("folder:"));

        Assert.All([splits.Train, splits.Validation, splits.Test], part => Assert.Equal([0, 1], part.Labels));
    }

    [Fact]
    public void A_picture_stays_a_validation_image_when_others_come()
    {
        for (int i = 0; i < 300; i++)
        {
            Paint($"{i}.png", new SKColor((byte)i, (byte)(i / 256), 9));
        }

        HashSet<string> before = Held();
        Assert.InRange(before.Count, 12, 51);

        for (int i = 300; i < 350; i++)
        {
            Paint($"{i}.png", new SKColor((byte)i, (byte)(i / 256), 9));
        }

        Assert.Subset(Held(), before);

        HashSet<string> Held()
        {
            ImageDataset held = DatasetSplits.Cut(Load(), new DatasetRequest("folder:")).Validation;
            return [.. Enumerable.Range(0, held.Count).Select(i => Convert.ToHexString(held.Image(i)))];
        }
    }

    [Fact]
    public void One_picture_cannot_be_trained_on_and_tested_with()
    {
        Paint("a/1.png", SKColors.Red);

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(() => Load());

        Assert.Contains("has 1 picture, a/1.png; expected at least", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DatasetCatalog.Open(new("folder:")));
    }

    [Fact]
    public void Another_picture_of_the_same_length_and_time_is_seen()
    {
        Paint("1.bmp", SKColors.Red);
        Paint("2.bmp", SKColors.Red);
        DateTime time = File.GetLastWriteTimeUtc(_folder["1.bmp"]);
        string digest = Load().Train.Digest + Load().Test.Digest;

        File.SetLastWriteTimeUtc(Paint("1.bmp", SKColors.Blue), time);
        File.SetLastWriteTimeUtc(Paint("2.bmp", SKColors.Blue), time);

        Assert.NotEqual(digest, Load().Train.Digest + Load().Test.Digest);
    }

    [Fact]
    public void Height_width_and_channels_are_as_asked_for()
    {
        Paint("1.png", SKColors.Red, 4, 4);
        Paint("2.png", SKColors.Lime, 4, 4);

        WholeDataset whole = Load(new DatasetRequest("folder:") { Height = 3, Width = 5, Channels = 1 });

        Assert.Equal(new ImageShape(1, 3, 5), whole.Train.Shape);
        Assert.Equal([76, 150], new[] { whole.Train.Pixels[0], whole.Test.Pixels[0] }.Order().Select(value => (int)value));
        Assert.Throws<ArgumentException>(() => Load(new DatasetRequest("folder:") { Height = 3 }));
        Assert.Throws<ArgumentException>(() => Load(new DatasetRequest("folder:") { Channels = 2 }));
    }

    [Fact]
    public void A_limit_is_spread_over_the_classes()
    {
        for (int i = 0; i < 72; i++)
        {
            Paint($"train/{i / 6}/{i}.png", SKColors.Red);
            Paint($"test/{i / 6}/{i}.png", SKColors.Red);
        }

        DatasetSplits some = DatasetSplits.Cut(Load(), new DatasetRequest("folder:", ValidationCount: 0, Limit: 6));

        Assert.Equal(6, some.Train.Labels.Distinct().Count());
        Assert.Equal(12, some.Train.ClassNames.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void Sizes_out_of_range_are_refused(int size)
    {
        Assert.Throws<ArgumentException>(() => Load(size));
    }

    private WholeDataset Load(int? size = null, ProgressLines? progress = null) =>
        Load(new DatasetRequest("folder:", Size: size), progress);

    private WholeDataset Load(DatasetRequest request, ProgressLines? progress = null) =>
        ImageFolder.Load(_folder.Path, request, new DatasetCache(_cache.Path), progress);

    private Dictionary<string, bool> Splits() =>
        ImageFolderListing.Scan(_folder.Path).Files.ToDictionary(file => file.RelativePath, file => file.Part == FolderPart.Test);

    private string Paint(string name, SKColor color, int width = 2, int height = 2) =>
        _folder.Write(name, Painted.Encode(color, width, height, name));
}
