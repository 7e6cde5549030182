using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Tests.Models;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

public sealed class LinearStartTests
{
    private static readonly ImageShape Shape = new(1, 8, 8);
    private static readonly NetworkOptions Network = new ConvOptions([4, 6], Hidden: 10, Blocks: 1, Linear: 5);

    [Theory]
    [InlineData(5)]
    [InlineData(7)] // two latents beyond those of the linear path
    [InlineData(3)] // two features beyond the latents
    public void A_model_reconstructs_as_well_as_probabilistic_pca_before_its_first_step(int latents)
    {
        Recipe recipe = TinyRecipe.Of(Network, new DiscretizedLogisticOptions(), latents: latents);
        ImageDataset images = TinyRecipe.Images(300, Shape);
        using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 1);
        using var pca = ProbabilisticPca.Fit(images, Math.Min(latents, 5));
        Assert.Equal(pca.Dimension, model.LinearLatents);
        double before = ModelEvaluation.Evaluate(model, images, recipe, seed: 0).ReconstructionMse;

        using (NewDisposeScope())
        {
            model.StartFrom(pca.Start());
        }

        EvaluationReport begun = ModelEvaluation.Evaluate(model, images, recipe, seed: 0);
        double linear = pca.Evaluate(images).ReconstructionMse;
        Assert.InRange(begun.ReconstructionMse, linear * 0.9, linear * 1.1);
        Assert.True(before > 2 * begun.ReconstructionMse, $"{before} before");
        if (latents <= 5)
        {
            Assert.InRange(begun.AggregateVariance!.Value, 0.9, 1.1);
        }
    }

    [Theory]
    [InlineData("discretized-logistic")]
    [InlineData("learned-sigma")]
    [InlineData("optimal-sigma")]
    public void The_first_parameters_of_some_likelihoods_are_their_mean_less_a_constant(string kind)
    {
        using Likelihood likelihood = TinyRecipe.Likelihood(kind).Create(Shape);
        using var scope = NewDisposeScope();
        Tensor parameters = (rand(2, likelihood.ParameterChannels(Shape), 8, 8) * 0.8) + 0.1 - likelihood.MeanOffset!.Value;

        likelihood.eval();
        Tensor mean = likelihood.call(parameters).Mean;

        Assert.True(mean.allclose(parameters.narrow(1, 0, 1) + likelihood.MeanOffset.Value, 1e-6, 1e-6));
    }

    [Fact]
    public void Models_without_a_linear_way_from_pixels_to_means_and_back_do_not_begin_so()
    {
        Recipe linear = TinyRecipe.Of(Network, new DiscretizedLogisticOptions());
        Recipe[] others =
        [
            linear with { Networks = TinyRecipe.Networks("conv") },
            linear with { Networks = TinyRecipe.Networks("ladder") },
            linear with { Posterior = new FullGaussianOptions(3) },
            linear with { Likelihood = new BernoulliOptions() },
        ];
        foreach (Recipe recipe in others)
        {
            using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 1);
            Assert.Equal(0, model.LinearLatents);
        }
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public void A_training_begins_so_where_its_recipe_asks_for_it(string start)
    {
        using TrainingSession session = Session(start, """{"kind":"discretized-logistic"}""");
        ImageDataset images = session.Splits.Train;
        using var pca = ProbabilisticPca.Fit(images, 8);

        double begun = ModelEvaluation.Evaluate(session.Model, images, session.Request.Recipe, seed: 0).ReconstructionMse;

        Assert.Equal(start == "true", begun < 1.1 * pca.Evaluate(images).ReconstructionMse);
    }

    [Fact]
    public void A_start_that_a_model_cannot_make_is_refused_by_its_key()
    {
        RecipeException fault = Assert.Throws<RecipeException>(() => Session("true", """{"kind":"continuous-bernoulli"}""").Dispose());

        Assert.Contains("networks.linearStart", fault.Message, StringComparison.Ordinal);
    }

    private static TrainingSession Session(string start, string likelihood) => new(
        new TrainingRequest("mnist", RecipeCatalog.Open(
            "mnist", $$"""networks={"kind":"conv","channels":[4,6],"hidden":10,"linear":8,"linearStart":{{start}}}""",
            "likelihood=" + likelihood, "data.binarization=none", "data.validation=0", "labels=none", "posterior.dimension=8"))
        {
            Limit = 200,
        },
        progress: null, begins: true);
}
