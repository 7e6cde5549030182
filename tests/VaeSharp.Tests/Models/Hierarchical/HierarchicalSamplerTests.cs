using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Hierarchical;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Hierarchical;

/// <summary>What a ladder draws, apart from each group's Gaussian given the groups above it, is noise: N(0, I) over all.</summary>
public sealed class HierarchicalSamplerTests
{
    private const int Draws = 40_000;

    [Theory]
    [InlineData("sample")]
    [InlineData("draw")]
    [InlineData("elbo")]
    public void Latents_of_an_image_are_normal_about_the_posteriors_of_their_groups(string way)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Model();
        using var random = new RandomStream(4, RandomUse.Evaluation);
        Tensor x = random.Uniform(1, 1, 4, 4).round().expand(Draws, -1, -1, -1);
        LatentDistribution q = model.Encode(x).Posterior;

        Tensor z = way switch
        {
            "elbo" => model.Elbo(x, null, random).Z!,
            "draw" => q.SampleWithLogProbability(random).Z,
            _ => q.Sample(random),
        };

        IsNoise(Standardised(z, q, (_, posterior) => posterior));
    }

    [Fact]
    public void Latents_without_an_image_are_normal_about_the_priors_of_their_groups()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Model();
        using var random = new RandomStream(5, RandomUse.Sampling);
        LatentDistribution walk = model.Encode(zeros(Draws, 1, 4, 4)).Posterior; // on which no prior depends

        Tensor z = model.SampleLatents(Draws, null, random);

        IsNoise(Standardised(z, walk, (prior, _) => prior));
    }

    // (z − μ)/σ of each group, on the top-down path through the groups' own z; shape [Draws, 10].
    private static Tensor Standardised(
        Tensor z, LatentDistribution q, Func<DiagonalGaussian, DiagonalGaussian, DiagonalGaussian> choose)
    {
        Tensor[] pieces = z.split([2L, 8L], 1);
        var noise = new List<Tensor>();
        ((HierarchicalPosterior)q).TopDown((group, prior, posterior) =>
        {
            DiagonalGaussian law = choose(prior, posterior!);
            noise.Add((pieces[group] - law.Mean) * exp(law.LogVariance * -0.5));
            return pieces[group];
        });
        return cat(noise, 1);
    }

    private static void IsNoise(Tensor noise)
    {
        double[][] columns = [.. Values.Read(noise.t().contiguous()).Chunk(Draws)];
        Assert.Equal(10, columns.Length);
        for (int i = 0; i < columns.Length; i++)
        {
            (double mean, double error) = Moments.Of(columns[i]);
            Values.Near(0, mean, 4.5 * error);
            for (int j = 0; j <= i; j++)
            {
                (double product, error) = Moments.Of([.. columns[i].Zip(columns[j], (a, b) => a * b)]);
                Values.Near(i == j ? 1 : 0, product, 4.5 * error);
            }

            Assert.InRange(
                GoodnessOfFit.Kolmogorov(
                    [.. columns[i].Select(v => (float)v)], DiagonalGaussianTests.NormalCumulative), 0, 2.2);
        }
    }

    // Two latents at one place, then two at each of four places, whose Gaussians depend on the first two.
    private static VariationalAutoencoder Model()
    {
        Recipe recipe = TinyRecipe.Of(new HierarchicalOptions([1, 1], Width: 8, Bottleneck: 4, Blocks: 1), latents: 2);
        VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 4, 4), classes: 3, seed: 8);
        Moments.Shake(model, 0.3);
        return model;
    }
}
