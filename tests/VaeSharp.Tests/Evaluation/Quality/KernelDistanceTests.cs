using VaeSharp.Evaluation;
using VaeSharp.Evaluation.Quality;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation.Quality;

public sealed class KernelDistanceTests
{
    // Without bias the mean over many halvings is within its own error of 0, and the sign is either.
    [Fact]
    public void Between_halves_of_one_set_it_is_zero_in_the_mean()
    {
        using var scope = NewDisposeScope();
        double[] found =
        [
            .. Enumerable.Range(0, 60).Select(i => KernelDistance.Between(
                FrechetDistanceTests.Rows(80, 4, (2 * i) + 1, 1), FrechetDistanceTests.Rows(80, 4, (2 * i) + 2, 1)).Mean),
        ];
        MeanWithError mean = MeanWithError.Of(found);

        Assert.InRange(mean.Mean / mean.StandardError, -3, 3);
        Assert.Contains(found, value => value < 0);
        Assert.Contains(found, value => value > 0);
    }

    [Fact]
    public void It_is_the_sum_over_pairs_that_its_definition_names()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor y) = (FrechetDistanceTests.Rows(20, 3, 1, 1), FrechetDistanceTests.Rows(20, 3, 2, 1.5));
        double[] blocks = [.. Enumerable.Range(0, 10).Select(block => OfPairs(Rows(x, block), Rows(y, block)))];

        MeanWithError found = KernelDistance.Between(x, y);

        Assert.Equal(blocks.Average(), found.Mean, 10);
        Assert.Equal(MeanWithError.Of(blocks).StandardError, found.StandardError, 10);
    }

    [Fact]
    public void Sets_that_are_apart_have_a_distance_far_above_its_error()
    {
        using var scope = NewDisposeScope();
        MeanWithError found = KernelDistance.Between(FrechetDistanceTests.Rows(200, 4, 1, 1), FrechetDistanceTests.Rows(200, 4, 2, 1) + 1);

        Assert.True(found.Mean > 5 * found.StandardError);
    }

    private static double[][] Rows(Tensor rows, int block) =>
        [.. Enumerable.Range(2 * block, 2).Select(i => rows[i].data<double>().ToArray())];

    private static double OfPairs(double[][] x, double[][] y)
    {
        int n = x.Length;
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                sum += i == j ? 0 : (Kernel(x[i], x[j]) + Kernel(y[i], y[j])) / (n * (n - 1.0));
                sum -= 2 * Kernel(x[i], y[j]) / (n * (double)n);
            }
        }

        return sum;
    }

    private static double Kernel(double[] a, double[] b) => Math.Pow((a.Zip(b, (u, v) => u * v).Sum() / a.Length) + 1, 3);
}
