using System.Security.Cryptography;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class ImageDatasetTests
{
    private static readonly ImageDataset Five =
        new("five", new(1, 1, 2), [0, 1, 10, 11, 20, 21, 30, 31, 40, 41], [0, 1, 2, 0, 1], ["a", "b", "c"]);

    [Fact]
    public void A_shape_reads_as_channels_by_height_by_width()
    {
        Assert.Equal("1×28×28", new ImageShape(1, 28, 28).ToString());
        Assert.Equal(3072, new ImageShape(3, 32, 32).Values);
    }

    [Fact]
    public void The_digest_is_the_sha256_of_pixels_then_labels()
    {
        string expected = Convert.ToHexStringLower(SHA256.HashData([.. Five.Pixels, .. Five.Labels]));

        Assert.Equal(expected, Five.Digest);
    }

    [Fact]
    public void Select_takes_the_images_in_the_given_order()
    {
        ImageDataset selected = Five.Select([4, 0, 4]);

        Assert.Equal([40, 41, 0, 1, 40, 41], selected.Pixels);
        Assert.Equal([1, 0, 1], selected.Labels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    public void Take_gives_the_first_images(int count)
    {
        ImageDataset taken = Five.Take(count);

        Assert.Equal(Five.Pixels.Take(2 * count), taken.Pixels);
        Assert.Equal(Five.Labels.Take(count), taken.Labels);
    }

    [Fact]
    public void Arrays_that_do_not_fit_the_shape_or_the_classes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ImageDataset("d", new(1, 1, 2), [1, 2, 3], [0], ["a"]));
        Assert.Throws<ArgumentException>(() => new ImageDataset("d", new(1, 1, 2), [1, 2], [1], ["a"]));
        Assert.Throws<ArgumentException>(() => new ImageDataset("d", new(0, 1, 2), [], [], ["a"]));
    }

    [Fact]
    public void A_limit_takes_the_first_images_of_each_part_after_the_cut()
    {
        DatasetSplits whole = DatasetSplits.Cut(Five, Five, validationCount: 2);
        DatasetSplits limited = DatasetSplits.Cut(Five, Five, validationCount: 2, limit: 1);

        Assert.Equal(whole.Train.Image(0), limited.Train.Image(0));
        Assert.Equal(whole.Validation.Image(0), limited.Validation.Image(0));
        Assert.Equal((1, 1, 1), (limited.Train.Count, limited.Validation.Count, limited.Test.Count));
    }

    [Fact]
    public void Without_validation_the_whole_training_set_is_kept_and_validation_keeps_the_shape()
    {
        DatasetSplits splits = DatasetSplits.Cut(Five, Five, validationCount: 0);

        Assert.Same(Five, splits.Train);
        Assert.Equal((0, Five.Shape), (splits.Validation.Count, splits.Validation.Shape));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(5, null)]
    [InlineData(1, 0)]
    public void Counts_that_leave_nothing_are_refused(int validationCount, int? limit)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DatasetSplits.Cut(Five, Five, validationCount, limit));
    }
}
