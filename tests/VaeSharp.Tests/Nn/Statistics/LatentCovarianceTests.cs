using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Statistics;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Statistics;

public sealed class LatentCovarianceTests
{
    private const int Images = 6;
    private const int Dimension = 3;

    [Fact]
    public void Covariance_of_the_means_is_the_sum_over_images()
    {
        using var scope = NewDisposeScope();
        DiagonalGaussian q = Posterior();
        double[][] means = [.. Values.Read(q.Mean).Chunk(Dimension)];

        double[] found = Values.Read(LatentCovariance.OfMeans(q.Mean));

        Assert.All(Pairs(), p => Values.Near(
            means.Average(m => m[p.I] * m[p.J]) - (means.Average(m => m[p.I]) * means.Average(m => m[p.J])),
            found[(p.I * Dimension) + p.J], 1e-6));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Covariance_of_the_latents_is_that_of_their_samples(bool full)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(8, RandomUse.Evaluation);
        LatentDistribution q = full ? Full() : Posterior();
        double[][] z = [.. Values.Read(q.Repeat(40_000).Sample(random)).Chunk(Dimension)];
        double[] centre = [.. Enumerable.Range(0, Dimension).Select(j => z.Average(v => v[j]))];

        double[] found = Values.Read(LatentCovariance.OfLatents(q));

        Assert.All(Pairs(), p =>
        {
            double[] products = [.. z.Select(v => (v[p.I] - centre[p.I]) * (v[p.J] - centre[p.J]))];
            double mean = products.Average();
            double error = Math.Sqrt(products.Average(v => (v - mean) * (v - mean)) / products.Length);
            Values.Near(mean, found[(p.I * Dimension) + p.J], 4.5 * error);
        });
    }

    [Fact]
    public void Penalty_is_the_weighed_squared_distance_from_the_identity()
    {
        using var scope = NewDisposeScope();
        Tensor covariance = tensor((float[])[2, 0.5f, -1, 0.5f, 1, 0.25f, -1, 0.25f, 0.5f], [3, 3]);

        Assert.Equal(
            (3 * 2 * (0.25 + 1 + 0.0625)) + (7 * (1 + 0.25)), LatentCovariance.Penalty(covariance, 3, 7).item<float>(), 1e-5);
        Assert.Equal(0, LatentCovariance.Penalty(eye(3), 3, 7).item<float>());
    }

    private static IEnumerable<(int I, int J)> Pairs() =>
        from i in Enumerable.Range(0, Dimension) from j in Enumerable.Range(0, Dimension) select (i, j);

    private static FullGaussian Full()
    {
        using var random = new RandomStream(3, RandomUse.Initialization);
        return new FullGaussian(random.Normal(Images, Dimension), random.Normal(Images, Dimension, Dimension).tril());
    }

    private static DiagonalGaussian Posterior()
    {
        using var random = new RandomStream(2, RandomUse.Initialization);
        return new DiagonalGaussian(random.Normal(Images, Dimension), random.Normal(Images, Dimension));
    }
}
