using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models.Recipes;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>Bounds of several samples in a model whose evidence is known.</summary>
public sealed class ImportanceWeightsTests
{
    private static readonly LinearGaussian World = LinearGaussian.Dependent;

    private static readonly double[] Mean = [0.3, -0.2];
    private static readonly double[] Variance = [0.5, 0.9];

    [Fact]
    public void Bound_of_one_sample_is_its_elbo()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = World.Model(Mean, Variance);
        ImportanceWeights weights = SampleImportanceWeights(model, images: 20, samples: 1);

        double[] elbo = Values.Read(weights.MeanElbo().Value);

        Assert.Equal(elbo, Values.Read(weights.Bound()[0]));
    }

    // There the ELBO, too, measures the rate by its sample: the same draw, by another way.
    [Theory]
    [InlineData("planar-flow", "standard-normal")]
    [InlineData("planar-flow", "mixture")]
    [InlineData("planar-flow", "realnvp")]
    [InlineData("iaf", "standard-normal")]
    [InlineData("iaf", "mixture")]
    [InlineData("iaf", "realnvp")]
    public void Bound_of_one_sample_is_the_models_elbo_where_the_rate_has_no_closed_form(string posterior, string prior)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        Recipe recipe = ChoiceExamples.With(Kind(posterior), Kind(prior));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 5, 6), classes: 3, seed: 5);
        model.eval();
        using var shake = new RandomStream(2, RandomUse.Initialization);
        foreach (Tensor parameter in model.parameters())
        {
            parameter.add_(0.2 * shake.Normal(parameter.shape)); // away from flows that change nothing
        }

        Tensor x = shake.Uniform(7, 1, 5, 6).round();
        using var first = new RandomStream(4, RandomUse.Evaluation);
        using var second = new RandomStream(4, RandomUse.Evaluation);

        Elbo elbo = model.Elbo(x, null, first);
        double[] bound = Values.Read(model.SampleImportanceWeights(x, null, second, samples: 1).Bound()[0]);

        Assert.Equal([7, 1], elbo.RatePerDimension.shape); // all dimensions as one
        Assert.All(Values.Read(elbo.Value).Zip(bound), pair => Values.Near(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Bounds_rise_with_the_samples_and_stay_below_the_evidence()
    {
        double evidence = World.LogEvidence();
        double before = evidence - World.KlToPosterior(Mean, Variance) - 0.01; // the exact ELBO, less what chance may take
        foreach (int samples in (int[])[1, 2, 5, 20, 100])
        {
            using var scope = NewDisposeScope();
            using VariationalAutoencoder model = World.Model(Mean, Variance);
            double[] bounds = Values.Read(SampleImportanceWeights(model, 200_000 / samples, samples).Bound()[0]);
            double error = Math.Sqrt(bounds.Average(b => b * b) - Math.Pow(bounds.Average(), 2)) / Math.Sqrt(bounds.Length);

            Assert.True(bounds.Average() > before, $"{samples} samples: {bounds.Average()} after {before}");
            Assert.True(bounds.Average() < evidence + (3 * error), $"{samples} samples: {bounds.Average()} of {evidence}");
            before = bounds.Average();
        }

        Values.Near(evidence, before, 0.01);
    }

    [Fact]
    public void Every_weight_is_the_evidence_where_q_is_the_exact_posterior()
    {
        using var scope = NewDisposeScope();
        LinearGaussian orthogonal = LinearGaussian.Independent;
        (double[] mean, double a, _, double c) = orthogonal.Posterior();
        using VariationalAutoencoder model = orthogonal.Model(mean, [a, c]);
        using var random = new RandomStream(3, RandomUse.Evaluation);

        double[] weights = Values.Read(model.SampleImportanceWeights(orthogonal.Images(50), null, random, 4).Log);

        Assert.All(weights, weight => Values.Near(orthogonal.LogEvidence(), weight, 2e-5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Bound_of_groups_is_the_logarithm_of_each_ones_mean_weight(int groups)
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = World.Model(Mean, Variance);
        ImportanceWeights weights = SampleImportanceWeights(model, images: 5, samples: 6);
        double[] log = Values.Read(weights.Log); // [6, 5]
        double[] bound = Values.Read(weights.Bound(groups)); // [groups, 5]
        int size = 6 / groups;
        for (int group = 0; group < groups; group++)
        {
            for (int image = 0; image < 5; image++)
            {
                double mean = Enumerable.Range(group * size, size).Average(k => Math.Exp(log[(k * 5) + image]));

                Values.Near(Math.Log(mean), bound[(group * 5) + image], 1e-5);
            }
        }
    }

    private static ChoiceListing Kind(string kind) => ChoiceCatalog.All.Single(choice => choice.Kind == kind);

    private static ImportanceWeights SampleImportanceWeights(VariationalAutoencoder model, int images, int samples)
    {
        using var mode = no_grad();
        using var random = new RandomStream(11, RandomUse.Evaluation);
        return model.SampleImportanceWeights(World.Images(images), null, random, samples);
    }
}
