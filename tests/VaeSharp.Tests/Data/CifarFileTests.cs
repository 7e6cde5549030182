using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class CifarFileTests
{
    [Fact]
    public void Each_record_is_a_label_and_three_planes()
    {
        byte[] bytes = SyntheticFiles.Cifar(3);
        var pixels = new byte[3 * 3072];
        var labels = new byte[3];

        CifarFile.Read(bytes, "f", pixels, labels);

        Assert.Equal([0, 1, 2], labels);
        Assert.Equal(bytes[(2 * 3073 + 1)..], pixels[(2 * 3072)..]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3072)]
    [InlineData(3074)]
    [InlineData(3073L * 60_001)]
    public void Lengths_other_than_whole_records_are_refused(long length)
    {
        Assert.Throws<DataFormatException>(() => CifarFile.CountRecords(length, "f"));
    }

    [Fact]
    public void A_label_above_nine_is_refused_where_it_stands()
    {
        byte[] bytes = SyntheticFiles.Cifar(2);
        bytes[3073] = 10;

        DataFormatException fault = Assert.Throws<DataFormatException>(
            () => CifarFile.Read(bytes, "f", new byte[6144], new byte[2]));

        Assert.Equal("f: at byte 3073: found the label 10, expected 0 to 9.", fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cifar10")]
    [InlineData("cifar-10-batches-bin")]
    [InlineData("cifar10/cifar-10-batches-bin")]
    public void A_directory_is_found_in_each_usual_layout(string layout)
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteCifarDirectory(directory[layout]);

        DatasetSplits splits = DatasetCatalog.Open(new("cifar10", directory.Path, ValidationCount: 10));

        Assert.Equal((40, 10, 10), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
        Assert.Equal(new ImageShape(3, 32, 32), splits.Train.Shape);
        Assert.Equal(SyntheticFiles.Cifar(10, salt: 80).AsSpan(1, 3072), splits.Test.Image(0));
        Assert.Equal("truck", splits.Test.ClassNames[splits.Test.Labels[9]]);
    }

    [Fact]
    public void A_directory_that_lacks_a_file_is_not_the_data_set()
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteCifarDirectory(directory.Path);
        File.Delete(directory["data_batch_3.bin"]);

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(
            () => DatasetCatalog.Open(new("cifar10", directory.Path)));

        Assert.Contains(directory.Path, fault.Message, StringComparison.Ordinal);
    }
}
