using VaeSharp.Evaluation.Quality;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation.Quality;

public sealed class NeighbourhoodsTests
{
    [Fact]
    public void Equal_sets_have_precision_recall_and_coverage_one()
    {
        using var scope = NewDisposeScope();
        Tensor rows = FrechetDistanceTests.Rows(60, 3, 1, 1);
        Neighbourhoods found = Neighbourhoods.Of(rows, rows);

        Assert.Equal(1, found.Precision.Average());
        Assert.Equal(1, found.Recall.Average());
        Assert.Equal(1, found.Coverage.Average());
    }

    [Fact]
    public void Sets_that_are_far_apart_have_zeros()
    {
        using var scope = NewDisposeScope();
        Neighbourhoods found = Neighbourhoods.Of(FrechetDistanceTests.Rows(60, 3, 1, 1), FrechetDistanceTests.Rows(60, 3, 2, 1) + 100);

        Assert.Equal(0, found.Precision.Average());
        Assert.Equal(0, found.Recall.Average());
        Assert.Equal(0, found.Density.Average());
        Assert.Equal(0, found.Coverage.Average());
    }

    // A model that makes one image again and again is precise, and covers little.
    [Fact]
    public void A_set_within_a_small_part_of_the_other_is_precise_and_covers_little()
    {
        using var scope = NewDisposeScope();
        Tensor real = FrechetDistanceTests.Rows(200, 2, 1, 1);
        Neighbourhoods found = Neighbourhoods.Of(real, FrechetDistanceTests.Rows(200, 2, 2, 0.02));

        Assert.InRange(found.Precision.Average(), 0.99, 1);
        Assert.InRange(found.Recall.Average(), 0, 0.1);
        Assert.InRange(found.Coverage.Average(), 0, 0.2);
    }

    // Naeem et al. 2020, lemmas 1 and 2: of two samples of one distribution the expected density is 1 and the expected coverage
    // 1 − (N − 1) … (N − k) / ((M + N − 1) … (M + N − k)), whatever the distribution.
    [Fact]
    public void Samples_of_one_distribution_have_the_expected_density_and_coverage()
    {
        using var scope = NewDisposeScope();
        const int count = 60;
        Neighbourhoods[] all =
        [
            .. Enumerable.Range(0, 30).Select(i => Neighbourhoods.Of(
                FrechetDistanceTests.Rows(count, 2, (2 * i) + 1, 1), FrechetDistanceTests.Rows(count, 2, (2 * i) + 2, 1))),
        ];
        double expected = 1 - Enumerable.Range(1, Neighbourhoods.NeighboursOfDensity)
            .Aggregate(1.0, (product, i) => product * (count - i) / (count + count - i));

        Assert.InRange(all.Average(found => found.Coverage.Average()), expected - 0.01, expected + 0.01);
        Assert.InRange(all.Average(found => found.Density.Average()), 0.95, 1.05);
    }

    [Fact]
    public void They_are_what_counting_finds()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor y) = (FrechetDistanceTests.Rows(20, 2, 1, 1), FrechetDistanceTests.Rows(15, 2, 2, 1) + 0.5);
        (double[][] real, double[][] samples) = (Arrays(x), Arrays(y));

        Neighbourhoods found = Neighbourhoods.Of(x, y);

        Assert.Equal(samples.Select(s => real.Any(r => Apart(r, s) <= Radius(real, r, 3)) ? 1.0 : 0), found.Precision);
        Assert.Equal(real.Select(r => samples.Any(s => Apart(r, s) <= Radius(samples, s, 3)) ? 1.0 : 0), found.Recall);
        Assert.Equal(samples.Select(s => real.Count(r => Apart(r, s) <= Radius(real, r, 5)) / 5.0), found.Density);
        Assert.Equal(real.Select(r => samples.Any(s => Apart(r, s) <= Radius(real, r, 5)) ? 1.0 : 0), found.Coverage);
    }

    [Fact]
    public void Too_few_images_are_refused() =>
        Assert.Throws<ArgumentException>(() => Neighbourhoods.Of(FrechetDistanceTests.Rows(5, 2, 1, 1), FrechetDistanceTests.Rows(9, 2, 2, 1)));

    private static double[][] Arrays(Tensor rows) =>
        [.. Enumerable.Range(0, (int)rows.shape[0]).Select(i => rows[i].data<double>().ToArray())];

    private static double Apart(double[] a, double[] b) => a.Zip(b, (u, v) => (u - v) * (u - v)).Sum();

    private static double Radius(double[][] set, double[] row, int k) =>
        set.Where(other => !ReferenceEquals(other, row)).Select(other => Apart(other, row)).Order().ElementAt(k - 1) + 1e-12;
}
