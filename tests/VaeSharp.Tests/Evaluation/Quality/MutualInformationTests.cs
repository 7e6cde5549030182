using VaeSharp.Evaluation.Quality;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation.Quality;

public sealed class MutualInformationTests
{
    // Where q(z|x) is the same for every image, z tells nothing; where they are far apart, it tells which of N it is.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1000, 4.0943445622221)]
    public void It_is_zero_for_one_posterior_and_log_N_for_N_that_are_apart(double apart, double expected)
    {
        using var scope = NewDisposeScope();
        Tensor means = arange(60, ScalarType.Float64).unsqueeze(1) * apart;
        Tensor logVariances = zeros(60, 1, ScalarType.Float64);

        Assert.Equal(expected, MutualInformation.LowerBound(means, logVariances, means + FrechetDistanceTests.Rows(60, 1, 1, 1)), 9);
    }

    // x ~ N(0, s²) and z|x ~ N(x, 1): I = ½ log(1 + s²), which the bound with many images comes near to from below.
    [Fact]
    public void Of_a_linear_Gaussian_channel_it_is_near_the_closed_form()
    {
        using var scope = NewDisposeScope();
        Tensor x = FrechetDistanceTests.Rows(4000, 1, 1, 2);
        double found = MutualInformation.LowerBound(x, zeros_like(x), x + FrechetDistanceTests.Rows(4000, 1, 2, 1));

        Assert.InRange(found, 0.5 * Math.Log(1 + 4) - 0.06, 0.5 * Math.Log(1 + 4) + 0.06);
    }

    [Fact]
    public void Variances_of_each_dimension_are_heeded_as_in_the_density_itself()
    {
        using var scope = NewDisposeScope();
        Tensor means = FrechetDistanceTests.Rows(7, 2, 1, 1), logs = FrechetDistanceTests.Rows(7, 2, 2, 0.5), z = FrechetDistanceTests.Rows(7, 2, 3, 1);
        double expected = Enumerable.Range(0, 7).Average(i =>
            LogDensity(z, i, means, logs, i) - Math.Log(Enumerable.Range(0, 7).Average(j => Math.Exp(LogDensity(z, i, means, logs, j)))));

        Assert.Equal(expected, MutualInformation.LowerBound(means, logs, z), 10);
    }

    private static double LogDensity(Tensor z, int i, Tensor means, Tensor logs, int j) => Enumerable.Range(0, 2).Sum(d =>
    {
        double log = logs[j, d].item<double>(), apart = z[i, d].item<double>() - means[j, d].item<double>();
        return -0.5 * ((apart * apart * Math.Exp(-log)) + log + Math.Log(2 * Math.PI));
    });
}
