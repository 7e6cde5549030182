using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

public sealed class EncodingsTests
{
    [Fact]
    public void Every_image_is_encoded_in_its_place_across_batches()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = Toys.Images(512, new ImageShape(1, 4, 5)); // 500 and 12
        Recipe recipe = Toys.Recipe(new GreyCrossEntropyOptions());
        using VariationalAutoencoder model = Toys.Model(recipe, images);

        Encodings encodings = Encodings.Of(model, images, recipe, 1);

        var rates = new double[3];
        for (int i = 0; i < images.Count; i++)
        {
            float[] x = [.. images.Image(i).ToArray().Select(level => level / 255f)];
            var q = (DiagonalGaussian)model.Encode(tensor(x, [1, 1, 4, 5]), tensor(new[] { (long)images.Labels[i] })).Posterior;
            float[] mean = Toys.Floats(q.Mean);
            float[] logVariance = Toys.Floats(q.LogVariance);
            for (int d = 0; d < 3; d++)
            {
                Assert.Equal(mean[d], encodings.Means[(i * 3) + d], 1e-5f);
                Assert.Equal(logVariance[d], encodings.LogVariances![(i * 3) + d], 1e-5f);
                rates[d] += 0.5 * (Math.Exp(logVariance[d]) + (mean[d] * mean[d]) - 1 - logVariance[d]);
            }
        }

        Assert.Equal(images.Labels, encodings.Labels);
        for (int d = 0; d < 3; d++)
        {
            Assert.Equal(rates[d] / images.Count, encodings.MeanRatesNats[d], 1e-6);
        }
    }

    [Fact]
    public void Dimensions_come_by_falling_rate()
    {
        var encodings = new Encodings(4, [], [], [], [0.1, 3, 0.1, 7]);
        Assert.Equal([3, 1, 0, 2], encodings.DimensionsByRate());
    }
}
