using System.Security.Cryptography;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class EmbeddedMnistTests
{
    [Fact]
    public void Mnist_is_whole_and_has_the_published_class_counts()
    {
        DatasetSplits splits = DatasetCatalog.Open(new DatasetRequest("mnist", ValidationCount: 0));

        Assert.Equal(60_000, splits.Train.Count);
        Assert.Equal(0, splits.Validation.Count);
        Assert.Equal(10_000, splits.Test.Count);
        Assert.Equal(new ImageShape(1, 28, 28), splits.Train.Shape);
        Assert.Equal(
            [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
            splits.Train.Labels.CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal([5, 0, 4, 1, 9], splits.Train.Labels[..5]);
        Assert.Equal(33.3184, splits.Train.Pixels.Average(value => (double)value), 0.0001); // 0.1307 of 255
    }

    [Fact]
    public void Embedded_files_have_the_digests_of_the_original_ones()
    {
        Assert.Equal(4, EmbeddedMnist.Digests.Count);
        foreach ((string file, string digest) in EmbeddedMnist.Digests)
        {
            IdxContent content = EmbeddedMnist.Read(file);
            byte[] whole = [.. content.Header, .. content.Body];
            Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(whole)));
        }
    }

    [Fact]
    public void Splits_hold_the_images_of_the_whole_set_once_each_in_the_files_order()
    {
        DatasetSplits splits = DatasetCatalog.Open(new DatasetRequest("mnist"));
        ImageDataset whole = DatasetCatalog.Open(new DatasetRequest("mnist", ValidationCount: 0)).Train;
        int train = 0, validation = 0;
        for (int i = 0; i < whole.Count; i++)
        {
            if (train < splits.Train.Count && whole.Image(i).SequenceEqual(splits.Train.Image(train)))
            {
                train++;
            }
            else
            {
                Assert.True(whole.Image(i).SequenceEqual(splits.Validation.Image(validation++)));
            }
        }

        Assert.Equal((55_000, 5_000), (train, validation));
    }
}
