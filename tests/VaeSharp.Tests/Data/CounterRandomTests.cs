using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class CounterRandomTests
{
    [Theory] // the known-answer vectors that Random123 publishes for philox4x32-10
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(
        0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u,
        0xd16cfe09u, 0x94fdcceb, 0x5001e420u, 0x24126ea1u)]
    public void Block_agrees_with_the_published_vectors(
        uint a, uint b, uint c, uint d, uint key0, uint key1, uint wantA, uint wantB, uint wantC, uint wantD)
    {
        CounterRandom.Word4 block = CounterRandom.Block(new(a, b, c, d), key0, key1);

        Assert.Equal(new CounterRandom.Word4(wantA, wantB, wantC, wantD), block);
    }

    [Fact]
    public void Words_are_the_lanes_of_the_block_that_the_index_and_stream_count()
    {
        var random = new CounterRandom(0x299f31d0_a4093822, 0x03707344_13198a2e);
        const ulong block = 0x05a308d3_243f6a88; // an index holds two bits less than a counter
        CounterRandom.Word4 words = CounterRandom.Block(
            new(0x243f6a88, 0x05a308d3, 0x13198a2e, 0x03707344), 0xa4093822, 0x299f31d0);

        uint[] lanes = [.. Enumerable.Range(0, 4).Select(lane => random.UInt32At((block << 2) + (ulong)lane))];

        Assert.Equal([words.A, words.B, words.C, words.D], lanes);
        Assert.Equal(((ulong)words.B << 32) | words.A, random.UInt64At(block << 1));
        Assert.Equal(((ulong)words.D << 32) | words.C, random.UInt64At((block << 1) + 1));
    }

    [Fact]
    public void Bounded_integers_fill_their_range_evenly()
    {
        const int bound = 6, draws = 60_000;
        var random = new CounterRandom(1, 2);
        var counts = new int[bound];
        ulong index = 0;
        for (int i = 0; i < draws; i++)
        {
            counts[random.Below(bound, ref index)]++;
        }

        double expected = draws / (double)bound;
        double chiSquare = counts.Sum(count => Math.Pow(count - expected, 2) / expected);

        Assert.True(chiSquare < 20.5, $"χ² is {chiSquare}; above 20.5 once in a thousand, 5 degrees of freedom.");
    }

    [Fact]
    public void A_bound_that_rejects_half_of_the_words_uses_twice_as_many()
    {
        const uint bound = (1u << 31) + 1;
        const int draws = 10_000;
        ulong index = 0;
        for (int i = 0; i < draws; i++)
        {
            Assert.True(new CounterRandom(3, 4).Below(bound, ref index) < bound);
        }

        Assert.InRange(index, 2UL * draws - 600, 2UL * draws + 600);
    }

    [Fact]
    public void Uniform_numbers_lie_in_the_unit_interval_with_the_moments_of_a_uniform()
    {
        var random = new CounterRandom(5, 6);
        double[] values = [.. Enumerable.Range(0, 100_000).Select(i => random.UniformAt((ulong)i))];

        Assert.All(values, value => Assert.InRange(value, 0, 1 - 1e-16));
        Assert.Equal(0.5, values.Average(), 0.005);
        Assert.Equal(1 / 12.0, values.Average(value => (value - 0.5) * (value - 0.5)), 0.002);
    }

    [Fact]
    public void Each_permutation_of_three_is_as_likely_as_another()
    {
        int[] counts = [.. Enumerable.Range(0, 6000)
            .GroupBy(stream => string.Join("", new CounterRandom(7, (ulong)stream).Permutation(3)))
            .Select(group => group.Count())];

        Assert.Equal(6, counts.Length);
        Assert.All(counts, count => Assert.InRange(count, 870, 1130));
    }
}
