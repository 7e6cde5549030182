using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class BatchSamplerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Every_epoch_shows_each_image_once(int count)
    {
        var sampler = new BatchSampler(count, 7, seed: 1);

        for (int epoch = 0; epoch < 3; epoch++)
        {
            Assert.Equal(Enumerable.Range(0, count), sampler.Order(epoch).Order());
        }
    }

    [Fact]
    public void Orders_differ_between_epochs_and_between_seeds()
    {
        var sampler = new BatchSampler(100, 10, seed: 1);

        Assert.NotEqual(sampler.Order(0), sampler.Order(1));
        Assert.NotEqual(sampler.Order(0), new BatchSampler(100, 10, seed: 2).Order(0));
    }

    [Fact]
    public void Equal_seeds_give_equal_orders_whatever_was_asked_before()
    {
        var asked = new BatchSampler(100, 10, seed: 1);
        _ = asked.Order(0);

        Assert.Equal(asked.Order(5), new BatchSampler(100, 10, seed: 1).Order(5));
    }

    [Fact]
    public void The_order_of_a_seed_never_changes_between_versions()
    {
        Assert.Equal([0, 9, 4, 1, 2, 8, 7, 6, 3, 5], new BatchSampler(10, 5, seed: 42).Order(3));
    }

    [Theory]
    [InlineData(10, 4, false, 3)]
    [InlineData(10, 4, true, 2)]
    [InlineData(8, 4, false, 2)]
    [InlineData(8, 4, true, 2)]
    [InlineData(3, 4, false, 1)]
    public void Batches_cover_the_order_in_sequence(int count, int size, bool dropLast, int batches)
    {
        var sampler = new BatchSampler(count, size, seed: 1, dropLast);
        int[] order = sampler.Order(0);
        List<int> seen = [];
        for (int batch = 0; batch < sampler.BatchesPerEpoch; batch++)
        {
            seen.AddRange(sampler.Batch(order, batch));
        }

        Assert.Equal(batches, sampler.BatchesPerEpoch);
        Assert.Equal(order.Take(dropLast ? batches * size : count), seen);
    }

    [Fact]
    public void Sizes_below_one_and_epochs_without_a_batch_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSampler(0, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSampler(1, 0, 0));
        Assert.Throws<ArgumentException>(() => new BatchSampler(3, 4, 0, dropLast: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSampler(3, 4, 0).Order(-1));
    }
}
