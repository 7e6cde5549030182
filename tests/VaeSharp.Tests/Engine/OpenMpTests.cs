using VaeSharp.Engine.Kernels;
using Xunit;

namespace VaeSharp.Tests.Engine;

public sealed class OpenMpTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 64)]
    [InlineData(63, 16)]
    [InlineData(10_000, 7)]
    public void Each_item_comes_exactly_once(int count, int grain)
    {
        int[] seen = new int[count];

        OpenMp.For(count, grain, (from, until) =>
        {
            for (int i = from; i < until; i++)
            {
                Interlocked.Increment(ref seen[i]);
            }
        });

        Assert.All(seen, times => Assert.Equal(1, times));
    }

    [Fact]
    public void A_fault_in_the_body_reaches_the_caller()
    {
        var fault = Assert.ThrowsAny<Exception>(() => OpenMp.For(
            100, 1, (from, _) => throw new InvalidDataException($"item {from}")));

        Assert.Contains("item", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_thread_has_a_number_of_its_own()
    {
        int[] entered = new int[2];

        OpenMp.Run(2, number => Interlocked.Increment(ref entered[number]));

        Assert.Equal(OpenMp.IsAvailable ? [1, 1] : [1, 0], entered);
    }
}
