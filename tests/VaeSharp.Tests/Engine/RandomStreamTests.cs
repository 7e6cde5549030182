using VaeSharp.Engine;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Engine;

[Collection(AloneCollection.Name)]
public sealed class RandomStreamTests
{
    [Fact]
    public void Equal_seed_use_and_position_give_equal_bits()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(Draw(7, RandomUse.Training, 12), Draw(7, RandomUse.Training, 12));
    }

    [Theory]
    [InlineData(8, RandomUse.Training, 12)]
    [InlineData(7, RandomUse.Evaluation, 12)]
    [InlineData(7, RandomUse.Sampling, 12)]
    [InlineData(7, RandomUse.Initialization, 12)]
    [InlineData(7, RandomUse.Training, 13)]
    [InlineData(7, RandomUse.Training, -12)]
    [InlineData(ulong.MaxValue, RandomUse.Training, 12)]
    public void Another_seed_use_or_position_gives_unrelated_numbers(ulong seed, RandomUse use, long position)
    {
        using var scope = NewDisposeScope();
        float[] a = Draw(7, RandomUse.Training, 12);
        float[] b = Draw(seed, use, position);

        double correlation = a.Zip(b, (x, y) => (double)x * y).Average();

        Assert.InRange(Math.Abs(correlation), 0, 4 / Math.Sqrt(a.Length));
    }

    [Fact]
    public void No_two_of_many_neighbouring_streams_begin_alike()
    {
        using var scope = NewDisposeScope();
        var seen = new HashSet<long>();
        foreach (RandomUse use in Enum.GetValues<RandomUse>())
        {
            for (ulong seed = 0; seed < 8; seed++)
            {
                for (int position = 0; position < 32; position++)
                {
                    using var random = new RandomStream(seed, use, position);
                    Assert.True(seen.Add(random.Integers(long.MaxValue, 1).item<long>()));
                }
            }
        }
    }

    [Fact]
    public void Global_seeding_changes_nothing_and_is_not_changed()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        float[] first = Draw(7, RandomUse.Training, 12);
        float[] global = rand(4).data<float>().ToArray();
        manual_seed(1);
        float[] globalAlone = rand(4).data<float>().ToArray();

        Assert.Equal(first, Draw(7, RandomUse.Training, 12));
        Assert.Equal(globalAlone, global);
    }

    [Fact]
    public void Integers_stay_below_their_bound_and_reach_every_value()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(3, RandomUse.Sampling);

        long[] values = random.Integers(10, 2000).data<long>().ToArray();

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), values.Distinct().Order());
    }

    private static float[] Draw(ulong seed, RandomUse use, long position)
    {
        using var random = new RandomStream(seed, use, position);
        return random.Normal(100, 100).flatten().data<float>().ToArray();
    }

    [Fact]
    public void Bits_are_those_of_splitmix_from_any_index()
    {
        // The first outputs of the published generator (Steele, Lea & Flood 2014) for the seed 1234567.
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431];

        Assert.Equal(published, Enumerable.Range(0, 4).Select(i => RandomStream.BitsAt(1234567, (ulong)i)));
        for (ulong first = 0; first < 20; first += 3)
        {
            var eight = RandomStream.EightBitsAt(1234567, first);
            Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(RandomStream.BitsAt(1234567, first + (ulong)i), eight[i]));
        }
    }
}
