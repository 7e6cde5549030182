using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using VaeSharp.Training;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training;

public sealed class UpdateGuardTests
{
    private static readonly ImageShape Shape = new(1, 4, 4);

    [Theory]
    [InlineData(1, 1, 0, true)]
    [InlineData(-1e30, 1e30, 0, true)]
    [InlineData(double.NaN, 1, 0, false)]
    [InlineData(double.PositiveInfinity, 1, 0, false)]
    [InlineData(double.NegativeInfinity, 1, 0, false)]
    [InlineData(1, double.NaN, 0, false)]
    [InlineData(1, double.PositiveInfinity, 0, false)]
    [InlineData(1, 100, 100, true)]
    [InlineData(1, 100.1, 100, false)]
    public void Accepts_what_is_finite_and_short_enough(double loss, double norm, double skipNorm, bool accepted) =>
        Assert.Equal(accepted, new UpdateGuard(SkipNorm: skipNorm).Accepts(loss, norm));

    [Theory]
    [InlineData(2, 0.4)]
    [InlineData(5, 1)]
    [InlineData(7, 1)]
    [InlineData(0, 1)]
    public void Longer_gradients_are_shortened_to_the_greatest_length(double clipNorm, double expected) =>
        Assert.Equal(expected, new UpdateGuard(clipNorm).ClipCoefficient(norm: 5), 1e-12);

    [Fact]
    public void Training_shortens_what_moves_the_weights_and_reports_what_it_was()
    {
        const double longest = 1e-3;
        using var scope = NewDisposeScope();
        var run = new TrainingRecorder();
        Recipe recipe = RecipeOf(new BernoulliOptions(), maximumSkips: 3);
        (_, Trainer trainer) = Start(recipe with { Training = recipe.Training with { ClipNorm = longest } });
        using var stop = new CancellationTokenSource();
        stop.Cancel(); // ends after one step

        trainer.Run([run], stop.Token);

        Assert.True(run.Steps.Single().GradientNorm > 100 * longest);
        double squares = trainer.Optimizer.Means.Sum(mean => (double)mean.square().sum().item<float>());
        Assert.Equal(0.1 * longest, Math.Sqrt(squares), 1e-8); // 1 − β₁ of the gradient
    }

    [Fact]
    public void Too_many_steps_that_are_not_finite_end_the_run_with_its_weights_unchanged()
    {
        using var scope = NewDisposeScope();
        var run = new TrainingRecorder();
        (VariationalAutoencoder model, Trainer trainer) = Start(RecipeOf(new LearnedSigmaOptions(-60), maximumSkips: 5));
        float[] before = Weights(model);

        Assert.Equal(TrainingOutcome.Diverged, trainer.Run([run]));

        Assert.Equal(5, run.Steps.Count);
        Assert.All(run.Steps, step => Assert.False(step.Applied));
        Assert.Equal(before, Weights(model));
        Assert.Equal(0, trainer.Optimizer.Updates);
        Assert.All(trainer.Optimizer.Means, mean => Assert.Equal(0, mean.abs().max().item<float>()));
        Assert.Equal((5, 5), (trainer.Position.Skipped, trainer.Position.SkippedInRow));
    }

    [Fact]
    public void A_few_bad_steps_are_left_out_and_the_run_goes_on()
    {
        using var scope = NewDisposeScope();
        (_, Trainer trainer) = Start(RecipeOf(new LearnedSigmaOptions(0), maximumSkips: 3));
        var run = new TrainingRecorder
        {
            AfterStep = position => SetSigma(trainer, position.Step is 2 or 3 ? -60 : 0),
        };

        Assert.Equal(TrainingOutcome.Finished, trainer.Run([run]));

        Assert.Equal([true, true, false, false, true], run.Steps.Take(5).Select(step => step.Applied));
        Assert.Equal((2, 0), (trainer.Position.Skipped, trainer.Position.SkippedInRow));
        Assert.Equal(run.Steps.Count - 2, trainer.Optimizer.Updates);
        Assert.All(run.Epochs, epoch => Assert.True(double.IsFinite(epoch.Train.Loss)));
        Assert.Equal(2, run.Epochs[^1].Skipped);
    }

    [Fact]
    public void Gradients_longer_than_the_recipe_accepts_are_left_out()
    {
        using var scope = NewDisposeScope();
        Recipe recipe = RecipeOf(new LearnedSigmaOptions(0), maximumSkips: 4);
        (VariationalAutoencoder model, Trainer trainer) = Start(
            recipe with { Training = recipe.Training with { SkipNorm = 1e-9 } });
        float[] before = Weights(model);

        Assert.Equal(TrainingOutcome.Diverged, trainer.Run([]));

        Assert.Equal(4, trainer.Position.Step);
        Assert.Equal(before, Weights(model));
    }

    private static Recipe RecipeOf(LikelihoodOptions likelihood, int maximumSkips) => TinyRecipe.Of(
        TinyRecipe.Networks("mlp"), likelihood, training: TinyRecipe.Training with { MaximumSkips = maximumSkips });

    private static (VariationalAutoencoder Model, Trainer Trainer) Start(Recipe recipe)
    {
        VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 1);
        return (model, new Trainer(model, recipe, new ImageTensors(TinyRecipe.Images(10, Shape)), seed: 1));
    }

    private static void SetSigma(Trainer trainer, double logSigma)
    {
        using var gradients = no_grad();
        trainer.Model.state_dict()["likelihood.log_sigma"].fill_(logSigma);
    }

    private static float[] Weights(VariationalAutoencoder model) =>
        [.. model.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray())];
}
