using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Recipes;

/// <summary>Every pair of choices trains, or is refused by name.</summary>
public sealed class ChoicePairTests
{
    private const int Images = 12;
    private const int Settling = 12; // half of what codes lag behind by goes with each pass
    private const double LearningRate = 1e-4; // short steps, as some of the networks are deep

    public static TheoryData<string, string> Choices
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach ((string a, string b) in ChoiceExamples.Pairs().Select(p => (p.First.Choice, p.Second.Choice)).Distinct())
            {
                data.Add(a, b);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void Two_steps_lower_the_loss_or_the_pair_is_refused_by_name(string first, string second)
    {
        int trained = 0;
        foreach ((ChoiceListing a, ChoiceListing b) in ChoiceExamples.Pairs())
        {
            if ((a.Choice, b.Choice) != (first, second))
            {
                continue;
            }

            try
            {
                Train(ChoiceExamples.With(a, b), $"{a.Kind} with {b.Kind}");
                trained++;
            }
            catch (RecipeException refused)
            {
                Assert.True(
                    refused.Message.Contains($"'{a.Kind}'", StringComparison.Ordinal)
                        || refused.Message.Contains($"'{b.Kind}'", StringComparison.Ordinal),
                    $"{a.Kind} with {b.Kind}: {refused.Message}");
            }
        }

        Assert.True(trained > 0);
    }

    private static void Train(Recipe recipe, string pair)
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 8, 8), 3, seed: 4);

        // Rejection makes samples jump as weights move: longer steps and the mean of many images stand out from it.
        (int count, double rate) = recipe is { Posterior: VonMisesFisherOptions, Networks: MlpOptions }
            ? (100 * Images, 10 * LearningRate)
            : (Images, LearningRate);
        using var images = new ImageTensors(TinyRecipe.Images(count, new ImageShape(1, 8, 8)));
        using var pixels = new RandomStream(1, RandomUse.Training);
        ImageBatch batch = images.Batch([.. Enumerable.Range(0, count)], recipe.Data.Binarization, pixels);
        batch = recipe.Objective is SemiSupervisedOptions some ? batch with { Labels = batch.Labels[..some.Labelled] } : batch;
        Objective objective = Objective.Create(recipe, count, seed: 4, device: null, model.Shape.Latents);
        using Adversary? adversary = objective.Adversary;
        using var adam = new FusedAdam(model.parameters());

        double before = Loss();
        for (int step = 0; step < 2; step++)
        {
            Evaluate().Backward(1);
            adam.Step(rate);
        }

        double after = Loss();
        Assert.True(double.IsFinite(after) && after < before, $"{pair}: {before} became {after}");

        double Loss()
        {
            for (int pass = 0; pass < Settling && recipe.Posterior is VectorQuantizedOptions; pass++)
            {
                Evaluate(); // codes follow the encoder without a gradient; what is measured is what they come to
            }

            return Evaluate().Loss.item<float>();
        }

        ObjectiveValue Evaluate()
        {
            using var noise = new RandomStream(2, RandomUse.Training);
            return objective.Evaluate(model, batch, batch.X, noise, epoch: 1);
        }
    }
}
