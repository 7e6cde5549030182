using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Layers;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Priors;

/// <summary>The probability of a grid of codes against the sum over all grids, and against its own samples.</summary>
public sealed class CodePriorTests
{
    private const int Classes = 3;

    [Theory]
    [InlineData("codes", 2, 2, 3, false)]
    [InlineData("codes", 2, 2, 3, true)]
    [InlineData("codes", 3, 2, 2, false)]
    [InlineData("codes", 1, 4, 3, false)]
    [InlineData("transformer", 2, 2, 3, false)]
    [InlineData("transformer", 2, 2, 3, true)]
    [InlineData("transformer", 3, 2, 2, false)]
    public void Probabilities_of_all_grids_sum_to_one(string kind, int rows, int columns, int codes, bool labels)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var grid = new CodeGrid(rows, columns, codes);
        using CodePrior prior = Tiny(kind, grid, labels);
        Tensor all = AllGrids(grid);

        for (int c = 0; c < (labels ? Classes : 1); c++)
        {
            double[] log = Values.Read(prior.LogProbabilityPerCode(all, Label(labels, c, all.shape[0])).sum(1));
            Values.Near(1, log.Sum(Math.Exp), 1e-5);
            Assert.True(log.Max() - log.Min() > 0.1, "All grids are equally probable, which proves little.");
        }
    }

    [Theory]
    [InlineData("codes", false)]
    [InlineData("codes", true)]
    [InlineData("transformer", true)]
    public void Samples_come_as_often_as_they_are_probable(string kind, bool labels)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var grid = new CodeGrid(2, 2, 3);
        (CodePrior prior, VectorQuantizedPosterior posterior) = Pair(kind, grid, labels);
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

    [Theory]
    [InlineData("codes")]
    [InlineData("transformer")]
    public void At_temperature_zero_each_code_is_the_most_probable_one_given_those_before(string kind)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        (CodePrior prior, VectorQuantizedPosterior posterior) = Pair(kind, new CodeGrid(2, 3, 5), labels: false);
        using var random = new RandomStream(12, RandomUse.Sampling);

        Tensor codes = posterior.CodesOf(prior.Sample(4, null, random, temperature: 0));

        Assert.True(prior.Logits(codes, null).argmax(2).eq(codes).all().item<bool>());
    }

    [Theory]
    [InlineData("codes")]
    [InlineData("transformer")]
    public void A_code_changes_logits_of_all_later_places_and_of_no_other(string kind)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var grid = new CodeGrid(4, 4, 6);
        using CodePrior prior = Tiny(kind, grid, labels: false, layers: 3);
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

    [Theory]
    [InlineData("codes")]
    [InlineData("transformer")]
    public void One_place_after_the_other_gives_the_logits_of_all_at_once(string kind)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using CodePrior prior = Tiny(kind, new CodeGrid(3, 4, 6), labels: true);
        using var random = new RandomStream(14, RandomUse.Evaluation);
        Tensor codes = random.Integers(6, 5, 12);
        Tensor label = random.Uniform(5, Classes);

        Func<Tensor, int, Tensor> next = prior.Steps(5, label);
        Tensor each = stack([.. Enumerable.Range(0, 12).Select(place => next(codes, place))], 1); // [5, 12, 6]

        Values.Near(0, (each - prior.Logits(codes, label)).abs().max().item<float>(), 1e-4);
    }

    [Theory]
    [InlineData("codes")]
    [InlineData("transformer")]
    public void Guidance_of_one_is_none_and_of_zero_forgets_the_label(string kind)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using CodePrior prior = Tiny(kind, new CodeGrid(2, 3, 5), labels: true);
        Tensor label = Label(true, 2, 50)!;

        Assert.Equal(Drawn(label, null), Drawn(label, 1));
        Assert.Equal(Drawn(zeros_like(label), null), Drawn(label, 0));
        Assert.NotEqual(Drawn(label, null), Drawn(label, 3));

        float[] Drawn(Tensor y, double? guidance)
        {
            using var random = new RandomStream(15, RandomUse.Sampling);
            return Values.ReadSingle(guidance is { } g
                ? prior.Sample(50, y, random, new PriorSampling(Guidance: g))
                : prior.Sample(50, y, random));
        }
    }

    [Theory]
    [InlineData("codes")]
    [InlineData("transformer")]
    public void The_codebook_is_no_part_of_the_prior(string kind)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using CodePrior prior = Tiny(kind, new CodeGrid(2, 2, 3), labels: false);

        Assert.DoesNotContain(prior.state_dict().Keys, key => key.Contains("codebook", StringComparison.Ordinal));
    }

    [Fact]
    public void Guidance_takes_logits_as_far_beyond_the_label_as_it_says()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        (CodePrior prior, VectorQuantizedPosterior posterior) = Pair("transformer", new CodeGrid(2, 3, 5), labels: true);
        using var random = new RandomStream(16, RandomUse.Sampling);
        Tensor label = Label(true, 1, 20)!;

        Tensor codes = posterior.CodesOf(prior.Sample(20, label, random, new PriorSampling(Temperature: 0, Guidance: 2.5)));

        Tensor guided = (2.5 * prior.Logits(codes, label)) - (1.5 * prior.Logits(codes, zeros_like(label)));
        Assert.True(guided.argmax(2).eq(codes).all().item<bool>());
    }

    private static CodePrior Tiny(string kind, CodeGrid grid, bool labels, int layers = 2) => Pair(kind, grid, labels, layers).Prior;

    private static (CodePrior Prior, VectorQuantizedPosterior Posterior) Pair(string kind, CodeGrid grid, bool labels, int layers = 2)
    {
        RandomStream.SeedInitialization(21);
        long dimension = 2L * grid.Rows * grid.Columns;
        var posterior = new VectorQuantizedPosterior(dimension, true, dimension, new Codebook(grid.Codes, 2, 0.9), 2, 0.25);
        PriorOptions choice = kind == "codes"
            ? new AutoregressivePriorOptions(6, layers, labels)
            : new TransformerPriorOptions(8, layers, 2, labels);
        var prior = (CodePrior)choice.Create(new PriorInputs(dimension) { Grid = grid, Codes = posterior, Classes = Classes });
        foreach (Tensor parameter in prior.parameters())
        {
            parameter.mul_(kind == "codes" ? 2 : 3); // far from uniform
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
