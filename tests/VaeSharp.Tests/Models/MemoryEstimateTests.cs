using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Hierarchical;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.Objectives;
using Xunit;

namespace VaeSharp.Tests.Models;

public sealed class MemoryEstimateTests
{
    private const long Machine = 64_000_000_000;
    private static readonly ImageShape Digit = new(1, 28, 28);
    private static readonly ImageShape Photo = new(3, 32, 32);

    public static TheoryData<string> Recipes => [.. RecipeCatalog.Names];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Weights_are_counted_as_a_model_has_them_in_every_shipped_recipe(string name)
    {
        Recipe recipe = RecipeCatalog.Open(name);
        ImageShape images = recipe.Data.Name == "cifar10" ? Photo : Digit;

        double counted = ModelFactory.CountWeights(recipe, images, 10).Values.Sum(weights => (double)weights);

        using VariationalAutoencoder model = ModelFactory.Make(recipe, images, 10, seed: 1);
        Assert.InRange(counted / model.state_dict().Values.Sum(tensor => (double)tensor.numel()), 0.99, 1.01);
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("gated-mlp")]
    [InlineData("conv-linear")]
    [InlineData("ladder")]
    public void Weights_are_counted_as_a_model_has_them_in_every_network(string kind)
    {
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks(kind), labels: LabelUse.Both);

        double counted = ModelFactory.CountWeights(recipe, new ImageShape(1, 9, 10), 3).Values.Sum(weights => (double)weights);

        using VariationalAutoencoder model = ModelFactory.Make(recipe, new ImageShape(1, 9, 10), 3, seed: 1);
        Assert.Equal(model.parameters().Sum(tensor => tensor.numel()), counted);
    }

    [Theory]
    [InlineData("full-gaussian")]
    [InlineData("planar-flow")]
    [InlineData("iaf")]
    [InlineData("vmf")]
    public void Weights_are_counted_as_a_model_has_them_with_every_posterior(string kind)
    {
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("mlp"), posterior: TinyRecipe.Posterior(kind));

        double counted = ModelFactory.CountWeights(recipe, new ImageShape(1, 4, 4), 3).Values.Sum(weights => (double)weights);

        using VariationalAutoencoder model = ModelFactory.Make(recipe, new ImageShape(1, 4, 4), 3, seed: 1);
        Assert.Equal(model.parameters().Sum(tensor => tensor.numel()), counted);
    }

    // Each within the ranges of its keys.
    public static TheoryData<string, Recipe, ImageShape> Giants => new()
    {
        { "networks.hidden", TinyRecipe.Of(new MlpOptions([.. Enumerable.Repeat(8192, 64)])), Digit },
        { "networks.channels", TinyRecipe.Of(new ConvOptions([.. Enumerable.Repeat(1024, 64)], Hidden: 8192, Blocks: 32)), Photo },
        { "networks.width", TinyRecipe.Of(new HierarchicalOptions([64], Width: 512, Bottleneck: 512), training: Batch(512)), Photo },
        { "networks.groups", TinyRecipe.Of(new HierarchicalOptions([64, 64], Width: 64, Bottleneck: 64), training: Batch(2000)), Photo },
        { "posterior.codes", TinyRecipe.Of(
            new GridOptions([32]), posterior: new VectorQuantizedOptions(4096, Codes: 65_536), prior: new AutoregressivePriorOptions(),
            training: Batch(256)), Photo },
        { "training.batch", TinyRecipe.Of(new ConvOptions([32], Hidden: 16), training: Batch(65_536)), new ImageShape(3, 256, 256) },
        { "training.batch", TinyRecipe.Of(new HierarchicalOptions([1], Width: 8, Bottleneck: 4), training: Batch(32)),
            new ImageShape(3, 4096, 4096) },
        { "networks.hidden", TinyRecipe.Of(new MlpOptions([1000])), new ImageShape(3, 4096, 4096) },
        { "objective.samples", TinyRecipe.Of(new MlpOptions([2000]), objective: new IwaeOptions(5000), training: Batch(1000)), Digit },
        { "objective", TinyRecipe.Of(
            new MlpOptions([20]), latents: 512, objective: new BetaTcOptions(4), training: Batch(8192)), Digit },
        { "prior.components", TinyRecipe.Of(
            new ConvOptions([256], Hidden: 16), prior: new VampOptions(10_000)), new ImageShape(3, 128, 128) },
    };

    [Theory]
    [MemberData(nameof(Giants))]
    public void A_recipe_that_asks_for_more_than_there_is_is_refused_by_its_keys_with_what_it_would_take(
        string key, Recipe recipe, ImageShape images)
    {
        MemoryEstimate estimate = MemoryEstimate.OfTraining(recipe, images, 10, 100_000);

        string message = Assert.Throws<InsufficientMemoryException>(() => estimate.Demand("Training", Machine)).Message;

        Assert.Contains(key, message, StringComparison.Ordinal);
        Assert.Contains("This machine has 64.0 GB", message, StringComparison.Ordinal);
        Assert.True(double.IsFinite(estimate.Bytes));
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Every_shipped_recipe_trains_with_eight_gigabytes(string name)
    {
        Recipe recipe = RecipeCatalog.Open(name);
        MemoryEstimate.OfTraining(recipe, recipe.Data.Name == "cifar10" ? Photo : Digit, 10, 60_000, 200e6).Demand("Training", 8_000_000_000);
    }

    [Fact]
    public void A_batch_is_no_larger_than_there_are_images_and_parts_of_it_take_their_share()
    {
        Recipe recipe = TinyRecipe.Of(new MlpOptions([1000]), training: Batch(65_536));
        double all = MemoryEstimate.OfTraining(recipe, Digit, 10, 100_000).StepBytes;

        Assert.Equal(all, 65_536 / 64 * MemoryEstimate.OfTraining(recipe, Digit, 10, 64).StepBytes, all * 1e-9);
        Assert.Equal(
            all, 4 * MemoryEstimate.OfTraining(recipe with { Training = recipe.Training with { Accumulate = 4 } }, Digit, 10, 100_000).StepBytes,
            all * 1e-9);
    }

    private static TrainingOptions Batch(int images) => TinyRecipe.Training with { Batch = images };
}
