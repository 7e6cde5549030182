using SkiaSharp;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

/// <summary>What a user hears of data that are not what they should be.</summary>
public sealed class DataMessagesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("89504E470D0A1A0A00", "a PNG picture that is damaged or cut off")]
    [InlineData("FFD8FFE000", "a JPEG picture that is damaged or cut off")]
    [InlineData("00000018667479706865696300000000", "a HEIF or AVIF picture, or a film")]
    [InlineData("49492A0008000000", "a TIFF picture")]
    [InlineData("255044462D312E35", "a PDF document")]
    [InlineData("3C21444F43545950452068746D6C3E", "a web page, or an SVG drawing")]
    [InlineData("0102030405", "no picture")]
    public void What_is_found_in_place_of_a_picture_is_said(string hexadecimal, string found)
    {
        byte[] bytes = Convert.FromHexString(hexadecimal);
        string path = _directory.Write("1.jpg", bytes);
        var reader = new PictureReader(new(3, 2, 2));

        Assert.Equal(found, Assert.Throws<DataFormatException>(() => reader.Read(path)).Found);
        Assert.Equal(found, Assert.Throws<DataFormatException>(() => reader.Read(new MemoryStream(bytes), "f")).Found);
    }

    [Fact]
    public void A_link_to_nothing_is_told_as_a_file_that_is_not_there()
    {
        File.CreateSymbolicLink(_directory["1.png"], _directory["nothing.png"]);

        Assert.Throws<FileNotFoundException>(() => new PictureReader(new(3, 2, 2)).Read(_directory["1.png"]));
    }

    [Theory]
    [InlineData("504B030400000000", "a zip archive (unpack it)")]
    [InlineData("425A683931415926", "bzip2 data (unpack it)")]
    [InlineData("FD377A585A000000", "xz data (unpack it)")]
    public void Other_archives_in_place_of_an_idx_file_are_told(string hexadecimal, string found)
    {
        SyntheticFiles.WriteIdxDirectory(_directory.Path, compressed: false);
        _directory.Write(IdxFormat.TrainLabels, Convert.FromHexString(hexadecimal));

        Assert.Equal(found, Assert.Throws<DataFormatException>(Open).Found);

        _directory.Write(IdxFormat.TrainLabels, SyntheticFiles.Gzip(SyntheticFiles.Gzip(SyntheticFiles.IdxLabels(1, 2))));
        Assert.Equal("gzip data within gzip data (unpack it)", Assert.Throws<DataFormatException>(Open).Found);

        DatasetSplits Open() => DatasetCatalog.Open(new($"idx:{_directory.Path}"));
    }

    [Fact]
    public void Classes_without_a_training_image_are_told()
    {
        foreach (string name in (string[])["train/ant/1", "train/ant/2", "train/bee/3", "test/ant/4", "test/cow/5"])
        {
            _directory.Write(name + ".png", Painted.Encode(SKColors.Gray, 4, 4, "1.png"));
        }

        var lines = new ProgressLines();
        DatasetCatalog.Open(new($"folder:{_directory.Path}"), lines);
        Assert.Contains("No training image is of the class cow.", lines.Lines);

        lines.Lines.Clear();
        DatasetCatalog.Open(new("mnist", Limit: 1), lines);
        Assert.Single(lines.Lines, line => line.StartsWith("No training image is of the class ", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_and_folders_that_are_not_there_are_told_with_what_may_be_meant()
    {
        string folder = _directory.Path, file = _directory.Write("1.png", [1]);

        Assert.Contains("did you mean 'mnist'?", Refused(new("MNIST")), StringComparison.Ordinal);
        Assert.Contains($"say folder:{folder} for its pictures", Refused(new(folder, Size: 16)), StringComparison.Ordinal);
        Assert.StartsWith("The folder /no/such/folder does not exist", Missing("idx:/no/such/folder"), StringComparison.Ordinal);
        Assert.StartsWith($"{file} is a file; expected a folder", Missing($"idx:{file}"), StringComparison.Ordinal);
        Assert.StartsWith("60000 images of mnist are to be held back", Refused(new("mnist", ValidationCount: 60_000)), StringComparison.Ordinal);

        static string Refused(DatasetRequest request) => Assert.ThrowsAny<ArgumentException>(() => DatasetCatalog.Open(request)).Message;
        static string Missing(string name) => Assert.Throws<DatasetUnavailableException>(() => DatasetCatalog.Open(new(name))).Message;
    }
}
