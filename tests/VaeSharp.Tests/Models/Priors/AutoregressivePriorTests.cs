using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Nn.Layers;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Priors;

/// <summary>The probability of a grid of codes against the sum over all grids, and against its own samples.</summary>
public sealed class AutoregressivePriorTests
{
    private const int Classes = 3;

    [Theory]
    [InlineData(2, 2, 3, false)]
    [InlineData(2, 2, 3, true)]
    [InlineData(3, 2, 2, false)]
    [InlineData(1, 4, 3, false)]
    public void Probabilities_of_all_grids_sum_to_one(int rows, int columns, int codes, bool labels)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var grid = new CodeGrid(rows, columns, codes);
        using AutoregressivePrior prior = Tiny(grid, labels);
        Tensor all = AllGrids(grid);

        for (int c = 0; c < (labels ? Classes : 1); c++)
        {
            double[] log = Values.Read(prior.LogProbabilityPerCode(all, Label(labels, c, all.shape[0])).sum(1));
            Values.Near(1, log.Sum(Math.Exp), 1e-5);
            Assert.True(log.Max() - log.Min() > 0.1, "All grids are equally probable, which proves little.");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Samples_come_as_often_as_they_are_probable(bool labels)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var grid = new CodeGrid(2, 2, 3);
        (AutoregressivePrior prior, VectorQuantizedPosterior posterior) = Pair(grid, labels);
        Tensor all = AllGrids(grid); // in the order of the numbers that their codes are digits of
        double[] probabilities = [.. Values.Read(
            prior.LogProbabilityPerCode(all, Label(labels, 1, all.shape[0])).sum(1)).Select(Math.Exp)];
        using var random = new RandomStream(11, RandomUse.Sampling);

        Tensor z = prior.Sample(20_000, Label(labels, 1, 20_000), random);

        var counts = new long[all.shape[0]];
        foreach (long[] codes in posterior.CodesOf(z).data<long>().ToArray().Chunk(4))
        {
            counts[codes.Aggregate(0L, (number, code) => (number * 3) + code)]++;
        }

        Assert.InRange(GoodnessOfFit.ChiSquare(counts, probabilities), -4, 4);
    }

    [Fact]
    public void At_temperature_zero_each_code_is_the_most_probable_one_given_those_before()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        (AutoregressivePrior prior, VectorQuantizedPosterior posterior) = Pair(new CodeGrid(2, 3, 5), labels: false);
        using var random = new RandomStream(12, RandomUse.Sampling);

        Tensor codes = posterior.CodesOf(prior.Sample(4, null, random, temperature: 0));

        Assert.True(prior.Logits(codes, null).argmax(2).eq(codes).all().item<bool>());
    }

    [Fact]
    public void A_code_changes_logits_of_all_later_places_and_of_no_other()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var grid = new CodeGrid(4, 4, 6);
        using AutoregressivePrior prior = Tiny(grid, labels: false, layers: 3);
        using var random = new RandomStream(13, RandomUse.Evaluation);
        Tensor codes = random.Integers(6, 1, 16);
        Tensor before = prior.Logits(codes, null);
        for (int place = 0; place < 16; place++)
        {
            Tensor other = codes.clone();
            other[0, place] = (codes[0, place] + 1) % 6;

            float[] change = Values.ReadSingle((prior.Logits(other, null) - before).abs().amax([0, 2])); // [16]

            Assert.All(change[..(place + 1)], c => Assert.Equal(0, c));
            Assert.All(change[(place + 1)..], c => Assert.NotEqual(0, c)); // no blind spot
        }
    }

    private static AutoregressivePrior Tiny(CodeGrid grid, bool labels, int layers = 2) => Pair(grid, labels, layers).Prior;

    private static (AutoregressivePrior Prior, VectorQuantizedPosterior Posterior) Pair(CodeGrid grid, bool labels, int layers = 2)
    {
        RandomStream.SeedInitialization(21);
        long dimension = 2L * grid.Rows * grid.Columns;
        var posterior = new VectorQuantizedPosterior(dimension, true, dimension, new Codebook(grid.Codes, 2, 0.9), 2, 0.25);
        var prior = new AutoregressivePrior(grid, 6, layers, labels ? Classes : 0, posterior);
        foreach (Tensor parameter in prior.parameters())
        {
            parameter.mul_(2); // far from uniform
        }

        return (prior, posterior);
    }

    private static Tensor? Label(bool labels, int number, long count) => labels
        ? nn.functional.one_hot(full(count, number, ScalarType.Int64), Classes).to(ScalarType.Float32)
        : null;

    private static Tensor AllGrids(CodeGrid grid)
    {
        int places = grid.Rows * grid.Columns;
        long count = (long)Math.Pow(grid.Codes, places);
        long[] digits = [.. Enumerable.Range(0, (int)count).SelectMany(number => Enumerable.Range(0, places)
            .Select(place => number / (long)Math.Pow(grid.Codes, places - 1 - place) % grid.Codes))];
        return tensor(digits, [count, places]);
    }
}
