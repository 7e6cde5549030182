using System.Formats.Tar;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

/// <summary>CIFAR as people have it: archives that are not unpacked, and versions for Python and MATLAB.</summary>
public sealed class OtherVersionsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("cifar10", "cifar-10-python.tar.gz")]
    [InlineData("cifar10", "cifar-10-batches-py/data_batch_1")]
    [InlineData("cifar10", "data_batch_1")] // the folder itself was named
    [InlineData("cifar10", "data_batch_1.mat")]
    [InlineData("cifar10", "cifar-10-matlab.tar.gz")]
    [InlineData("cifar100", "cifar-100-python/train")]
    [InlineData("cifar100", "train")]
    [InlineData("cifar100-coarse", "cifar-100-python.tar.gz")]
    public void Another_version_is_named_with_the_address_of_the_binary_one(string name, string file)
    {
        _directory.Write(file, [0x80, 2]);

        DatasetUnavailableException fault =
            Assert.Throws<DatasetUnavailableException>(() => DatasetCatalog.Open(new(name, _directory.Path)));

        Assert.StartsWith(_directory[file.Split('/')[0]] + " is another version of " + name, fault.Message, StringComparison.Ordinal);
        Assert.Contains("-binary.tar.gz", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_training_pictures_is_no_version_of_cifar()
    {
        Directory.CreateDirectory(_directory["train"]);

        DatasetUnavailableException fault =
            Assert.Throws<DatasetUnavailableException>(() => DatasetCatalog.Open(new("cifar100", _directory.Path)));

        Assert.Contains("was not found in", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cifar-10-binary.tar.gz")]
    [InlineData("cifar-10-binary.tar")] // as a browser leaves it
    public void An_archive_is_read_and_verified_as_it_is(string name)
    {
        byte[] archive = CifarArchiveTests.Archive();
        _directory.Write(
            name, name.EndsWith(".gz", StringComparison.Ordinal) ? archive : VaeSharp.Data.Gzip.Decompress(archive, name, 1 << 20));

        DatasetSplits splits = DatasetCatalog.Open(new("cifar10", _directory.Path, ValidationCount: 0));
        DatasetReport report = DatasetCatalog.Verify("cifar10", _directory.Path);

        Assert.Equal((10, 2), (splits.Train.Count, splits.Test.Count));
        Assert.Equal(FileState.Unpinned, Assert.Single(report.Files).State);
    }

    [Fact]
    public void A_web_page_in_place_of_an_archive_is_told_as_such()
    {
        _directory.Write("cifar-10-binary.tar.gz", [.. "<!DOCTYPE html><html></html>"u8]);

        DataFormatException fault = Assert.Throws<DataFormatException>(() => DatasetCatalog.Open(new("cifar10", _directory.Path)));

        Assert.Contains("a web page in place of the data", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_archive_for_python_under_the_name_of_the_binary_one_is_told()
    {
        byte[] archive = CifarArchiveTests.Archive(
            [new PaxTarEntry(TarEntryType.RegularFile, "cifar-10-batches-py/data_batch_1") { DataStream = new MemoryStream([0x80, 2]) }],
            skip: "data_batch_1.bin");
        _directory.Write("cifar-10-binary.tar.gz", archive);

        DataFormatException fault = Assert.Throws<DataFormatException>(() => DatasetCatalog.Open(new("cifar10", _directory.Path)));

        Assert.Contains("another version of the data, cifar-10-batches-py", fault.Message, StringComparison.Ordinal);
        Assert.Contains("in cifar-10-batches-bin", fault.Message, StringComparison.Ordinal);
    }
}
