using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

/// <summary>Figures and pictures of models whose posterior is no diagonal Gaussian.</summary>
public sealed class PosteriorKindsTests
{
    private static readonly ImageDataset Images = Toys.Images(60, new ImageShape(1, 4, 5));

    [Theory]
    [InlineData("full-gaussian")]
    [InlineData("planar-flow")]
    [InlineData("iaf")]
    [InlineData("vmf")]
    public void Encodings_hold_the_means_and_the_evaluation_is_the_mean_bound(string kind)
    {
        using var scope = NewDisposeScope();
        Recipe recipe = RecipeOf(kind);
        using VariationalAutoencoder model = Toys.Model(recipe, Images);

        Encodings encodings = Encodings.Of(model, Images, recipe, 1);
        EvaluationReport report = ModelEvaluation.Evaluate(model, Images, recipe, 1);
        LikelihoodEstimate estimate = LikelihoodEstimate.Of(model, Images, recipe, 200, 1);

        float[] x = [.. Images.Image(7).ToArray().Select(level => level >= 128 ? 1f : 0f)];
        float[] mean = Toys.Floats(model.Encode(tensor(x, [1, 1, 4, 5]), tensor([(long)Images.Labels[7]])).Mean);
        Assert.All(Enumerable.Range(0, 3), d => Assert.Equal(mean[d], encodings.Means[21 + d], 1e-5f));
        Assert.Null(encodings.LogVariances);
        Assert.Equal(3, encodings.MeanRatesNats.Count);
        Assert.True(report.Bound.RateNats > 0);
        Assert.True(estimate.NegativeLogLikelihoodNats < report.Bound.NegativeElboNats);
    }

    [Fact]
    public void On_the_sphere_every_picture_is_of_a_unit_vector()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Toys.Model(RecipeOf("vmf"), Images);
        Tensor pair = rand(2, 1, 4, 5);
        Tensor labels = tensor([2L, 2L]);
        Tensor means = model.Encode(pair, labels).Mean;
        Tensor half = means[0] + means[1];
        Tensor middle = model.Decode((half / half.norm()).unsqueeze(0), labels[..1]).Mean[0];

        Tensor line = Interpolation.BetweenImages(model, pair, labels, 3, InterpolationPath.Linear);
        Tensor arc = Interpolation.BetweenImages(model, pair, labels, 3, InterpolationPath.Spherical);

        Assert.True(line[1].allclose(middle, atol: 1e-5));
        Assert.True(arc[1].allclose(middle, atol: 1e-5));

        Tensor sweep = LatentGrid.Traverse(model, tensor([0.6f, 0f, 0.8f]), 1, [1], steps: 3);
        Tensor end = tensor([0.6f, (float)Math.Sqrt(3), 0.8f]);
        Tensor shown = model.Decode((end / end.norm()).unsqueeze(0), tensor([1L])).Mean[0];
        Assert.True(sweep[0, 2].allclose(shown, atol: 1e-5));
    }

    [Fact]
    public void Nearest_latents_are_unit_vectors_on_the_sphere_and_the_same_elsewhere()
    {
        using var scope = NewDisposeScope();
        var flat = new ModelShape(new ImageShape(1, 2, 2), 4, 1, LabelUse.None);
        ModelShape sphere = flat with { OnSphere = true };
        Tensor z = tensor([3f, 0, 4, 0, 0, 0, 0, 0], [2, 4]);

        Assert.Equal([3f, 0, 4, 0, 0, 0, 0, 0], Toys.Floats(flat.NearestLatents(z)));
        Assert.Equal([0.6f, 0, 0.8f, 0, 0.5f, 0.5f, 0.5f, 0.5f], Toys.Floats(sphere.NearestLatents(z)));
        Assert.Equal([0f, 0, 0, 0], Toys.Floats(flat.MiddleLatent()));
        Assert.Equal((1, 0.25), (flat.LatentVariance, sphere.LatentVariance));
    }

    private static Recipe RecipeOf(string kind)
    {
        Recipe recipe = Toys.Recipe(new BernoulliOptions(), Binarization.Threshold);
        return recipe with
        {
            Posterior = Models.TinyRecipe.Posterior(kind),
            Prior = kind == "vmf" ? new UniformSphereOptions() : recipe.Prior,
        };
    }
}
