using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>A few of many samples, each as often as its weight says.</summary>
public sealed class ResamplingTests
{
    private const int Samples = 6;
    private const int Images = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(37)]
    public void No_sample_is_chosen_further_than_once_from_its_share(int kept)
    {
        using var scope = NewDisposeScope();
        Tensor log = Logarithms();
        double[] share = Values.Read(log.softmax(0)); // [6, 5]
        for (int seed = 0; seed < 20; seed++)
        {
            int[] count = Count(log, kept, seed);
            for (int i = 0; i < count.Length; i++)
            {
                Assert.True(Math.Abs(count[i] - (kept * share[i])) < 1.0001, $"{count[i]} of {kept} for a weight of {share[i]}");
            }

            for (int image = 0; image < Images; image++)
            {
                Assert.Equal(kept, Enumerable.Range(0, Samples).Sum(k => count[(k * Images) + image]));
            }
        }
    }

    [Fact]
    public void A_sample_is_chosen_as_often_as_its_weight_says_in_the_mean()
    {
        const int Tries = 4000;
        using var scope = NewDisposeScope();
        Tensor log = Logarithms();
        double[] share = Values.Read(log.softmax(0));
        int[] total = new int[share.Length];
        for (int seed = 0; seed < Tries; seed++)
        {
            int[] count = Count(log, 1, seed);
            for (int i = 0; i < total.Length; i++)
            {
                total[i] += count[i];
            }
        }

        for (int i = 0; i < total.Length; i++)
        {
            double error = Math.Sqrt(share[i] * (1 - share[i]) / Tries);
            Values.Near(share[i], (double)total[i] / Tries, 4.5 * error);
        }
    }

    [Fact]
    public void One_sample_with_all_the_weight_is_the_only_one_chosen()
    {
        using var scope = NewDisposeScope();
        Tensor log = full([Samples, Images], -1000f);
        log[3] = zeros(Images);
        using var random = new RandomStream(1, RandomUse.Training);

        long[] rows = Resampling.Rows(log.softmax(0), 4, random).data<long>().ToArray();

        Assert.All(rows, row => Assert.Equal(3, row / Images));
        Assert.Equal([.. Enumerable.Range(0, 4).SelectMany(_ => Enumerable.Range(0, Images))], rows.Select(r => (int)(r % Images)));
    }

    private static int[] Count(Tensor log, int kept, int seed)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream((ulong)seed, RandomUse.Training);
        int[] count = new int[Samples * Images];
        foreach (long row in Resampling.Rows(log.softmax(0), kept, random).data<long>())
        {
            count[row]++;
        }

        return count;
    }

    private static Tensor Logarithms()
    {
        using var random = new RandomStream(3, RandomUse.Evaluation);
        return random.Normal(Samples, Images) * 2;
    }
}
