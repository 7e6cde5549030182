using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Hierarchical;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Recipes;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

public sealed class LatentLayoutTests
{
    private static readonly ImageShape Digits = new(1, 28, 28);

    [Fact]
    public void A_dimension_is_that_of_one_position_and_all_positions_of_all_groups_are_counted()
    {
        Assert.Equal(7, Latents(new MlpOptions([5]), new DiagonalGaussianOptions(7)));
        Assert.Equal(7 * 3, Latents(new MlpOptions([5]), new VectorQuantizedOptions(7, Vectors: 3)));
        Assert.Equal(7 * 3 * 14 * 14, Latents(new GridOptions([4]), new VectorQuantizedOptions(7, Vectors: 3)));
        Assert.Equal(
            2 * ((3 * 196) + (2 * 49) + 16), Latents(new HierarchicalOptions([3, 2, 1], 8, 4), new DiagonalGaussianOptions(2)));
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("ladder")]
    public void The_rate_has_a_term_for_each_number_of_a_group(string networks)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        Recipe recipe = TinyRecipe.Of(
            networks == "mlp" ? new MlpOptions([5]) : new HierarchicalOptions([2, 1], 4, 2), latents: 3);
        LatentLayout layout = LatentLayout.Of(recipe.Networks, recipe.Posterior, Digits);
        using VariationalAutoencoder model = ModelFactory.Create(recipe, Digits, 3, seed: 1);

        Elbo elbo = model.Elbo(random.Uniform(2, 1, 28, 28).round(), null, random);

        Assert.Equal([2, layout.RateTerms], elbo.RatePerDimension.shape);
        Assert.Equal([2, layout.Latents], elbo.Z!.shape);
    }

    [Theory]
    [InlineData(
        "the posterior 'vmf'", "2 or more", """posterior={ "kind": "vmf", "dimension": 1 }""", """prior={ "kind": "uniform-sphere" }""")]
    [InlineData("the prior 'realnvp'", "2 or more", "posterior.dimension=1", """prior={ "kind": "realnvp" }""")]
    [InlineData(
        "the objective 'factor-vae'", "2 or more", "posterior.dimension=1", """objective={ "kind": "factor-vae", "gamma": 1 }""")]
    [InlineData("the posterior 'full-gaussian'", "512 or less, or use", """posterior={ "kind": "full-gaussian", "dimension": 513 }""")]
    [InlineData(
        "the networks 'grid'", "2 or more", """networks={ "kind": "grid", "channels": [4] }""", """prior={ "kind": "codes" }""",
        """posterior={ "kind": "vector-quantized", "dimension": 1 }""")]
    public void A_dimension_that_a_choice_cannot_work_with_is_refused_with_what_to_do(
        string who, string advice, params string[] changes)
    {
        var fault = Assert.Throws<RecipeException>(() => RecipeCatalog.Open("mnist", changes));

        Assert.Contains(who, fault.Message, StringComparison.Ordinal);
        Assert.Contains("and posterior.dimension is ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(advice, fault.Message, StringComparison.Ordinal);
    }

    private static long Latents(NetworkOptions networks, PosteriorOptions posterior) =>
        LatentLayout.Of(networks, posterior, Digits).Latents;
}
