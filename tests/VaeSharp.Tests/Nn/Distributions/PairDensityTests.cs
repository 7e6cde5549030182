using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>Densities of every z under the distribution of every image.</summary>
public sealed class PairDensityTests
{
    private const int Images = 4;
    private const int Points = 5;
    private const int Dimension = 3;

    [Theory]
    [InlineData("diagonal")]
    [InlineData("full")]
    [InlineData("sphere")]
    public void Density_of_each_pair_is_that_of_one_image_at_one_point(string kind)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(4, RandomUse.Evaluation);
        Tensor mean = random.Normal(Images, Dimension);
        Tensor scale = random.Normal(Images, Dimension, Dimension).tril(-1) + diag_embed(random.Uniform(Images, Dimension) + 0.5);
        Tensor logVariance = random.Normal(Images, Dimension);
        Tensor z = random.Normal(Points, Dimension);
        if (kind == "sphere")
        {
            (mean, z) = (mean / mean.norm(1, keepdim: true), z / z.norm(1, keepdim: true));
        }

        double[] pairs = Values.Read(Of(..).LogProbabilityOfEach(z)); // [points, images]

        for (int image = 0; image < Images; image++)
        {
            double[] one = Values.Read(Of(image..(image + 1)).Repeat(Points).LogProbability(z));
            for (int point = 0; point < Points; point++)
            {
                Values.Near(one[point], pairs[(point * Images) + image], 1e-5, 1e-5);
            }
        }

        LatentDistribution Of(Range images) => kind switch
        {
            "diagonal" => new DiagonalGaussian(mean[images], logVariance[images]),
            "full" => new FullGaussian(mean[images], scale[images]),
            _ => new VonMisesFisher(mean[images], exp(logVariance[images].sum(1, keepdim: true))),
        };
    }
}
