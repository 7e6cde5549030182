using VaeSharp.Engine;
using VaeSharp.Nn.Layers;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Layers;

/// <summary>Codes against loops in doubles.</summary>
public sealed class CodebookTests
{
    private const double Decay = 0.9;

    [Theory]
    [InlineData(3, 2, 50)]
    [InlineData(17, 5, 33)]
    [InlineData(512, 16, 700)]
    public void The_nearest_code_is_that_of_a_search_through_all(int codes, int dimension, int vectors)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        using Codebook book = Settled(codes, dimension, random);
        Tensor batch = random.Normal(vectors, dimension) * 2;
        double[] e = Values.Read(book.Vectors);
        double[] v = Values.Read(batch);

        long[] chosen = book.call(batch).data<long>().ToArray();

        for (int i = 0; i < vectors; i++)
        {
            double least = Enumerable.Range(0, codes).Min(k => Distance(i, k));
            Values.Near(least, Distance(i, (int)chosen[i]), 1e-5); // two may be equally near in float32
        }

        Assert.True(chosen.Distinct().Count() > 1);

        double Distance(int i, int k) => Enumerable.Range(0, dimension)
            .Sum(d => Math.Pow(v[(i * dimension) + d] - e[(k * dimension) + d], 2));
    }

    [Fact]
    public void Codes_are_the_running_means_of_what_they_stood_for()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Evaluation);
        using Codebook book = Settled(4, 3, random);
        double[] count = [1, 1, 1, 1]; // as a code has them that has just been born
        double[] sum = Values.Read(book.Vectors);
        for (int step = 0; step < 5; step++)
        {
            Tensor batch = random.Normal(40, 3);
            Tensor numbers = book.call(batch);

            book.Learn(batch, numbers);

            (double[] v, long[] chosen) = (Values.Read(batch), numbers.data<long>().ToArray());
            for (int k = 0; k < 4; k++)
            {
                int[] mine = [.. Enumerable.Range(0, 40).Where(i => chosen[i] == k)];
                count[k] = (Decay * count[k]) + ((1 - Decay) * mine.Length);
                for (int d = 0; d < 3; d++)
                {
                    double all = mine.Sum(i => v[(i * 3) + d]);
                    sum[(k * 3) + d] = (Decay * sum[(k * 3) + d]) + ((1 - Decay) * all);
                }
            }

            double[] means = [.. sum.Select((s, i) => s / count[i / 3])];
            Assert.All(means.Zip(Values.Read(book.Vectors)), pair => Values.Near(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void Before_the_first_batch_all_codes_are_dead_and_each_becomes_another_of_its_vectors()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(3, RandomUse.Training);
        using var book = new Codebook(5, 2, Decay);
        Tensor batch = random.Normal(9, 2);

        book.RestartDeadCodes(batch, random);

        Assert.Equal(5, Matches(book.Vectors, batch).Distinct().Count());
    }

    [Fact]
    public void A_code_that_nothing_uses_dies_and_starts_again_as_a_vector_of_the_batch_while_the_others_stay()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(4, RandomUse.Training);
        using var book = new Codebook(2, 2, Decay);
        Tensor apart = tensor(new float[] { 0, 0, 100, 100 }, [2, 2]);
        book.RestartDeadCodes(apart, random);
        Tensor near = random.Normal(30, 2); // all about one of the two codes
        long used = book.call(near)[0].item<long>();

        for (int step = 0; step < 21; step++) // 0.9²¹ is 0.11: not dead yet
        {
            book.RestartDeadCodes(near, random);
            book.Learn(near, book.call(near));
        }

        Values.Near(100, book.Vectors[1 - used, 0].item<float>(), 1e-3);
        book.Learn(near, book.call(near));
        Tensor before = book.Vectors[used].clone();
        book.RestartDeadCodes(near, random);

        Assert.True(before.eq(book.Vectors[used]).all().item<bool>());
        Assert.NotEqual(-1, Matches(book.Vectors[1 - used].unsqueeze(0), near)[0]);
    }

    [Fact]
    public void Equal_streams_revive_equally()
    {
        using var scope = NewDisposeScope();
        using var vectors = new RandomStream(5, RandomUse.Training);
        Tensor batch = vectors.Normal(50, 2);

        Assert.Equal(Drawn(1), Drawn(1));
        Assert.NotEqual(Drawn(1), Drawn(2));

        float[] Drawn(ulong seed)
        {
            using var random = new RandomStream(seed, RandomUse.Training, position: 7);
            using var book = new Codebook(8, 2, Decay);
            book.RestartDeadCodes(batch, random);
            return Values.ReadSingle(book.Vectors);
        }
    }

    // A codebook whose codes are vectors of a first batch, counted once each.
    private static Codebook Settled(int codes, int dimension, RandomStream random)
    {
        var book = new Codebook(codes, dimension, Decay);
        book.RestartDeadCodes(random.Normal(codes, dimension), random);
        return book;
    }

    // For each row which row of the batch it is; −1 for none.
    private static int[] Matches(Tensor rows, Tensor batch)
    {
        (float[] r, float[] b, int d) = (Values.ReadSingle(rows), Values.ReadSingle(batch), (int)rows.shape[1]);
        float[][] all = [.. b.Chunk(d)];
        return [.. r.Chunk(d).Select(row => Array.FindIndex(all, other => other.SequenceEqual(row)))];
    }
}
