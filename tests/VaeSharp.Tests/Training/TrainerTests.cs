using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using VaeSharp.Training;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training;

[Collection(AloneCollection.Name)]
public sealed class TrainerTests
{
    private static readonly ImageShape Shape = new(1, 6, 6);

    [Fact]
    public void Loss_falls_on_a_small_set()
    {
        Recipe recipe = TinyRecipe.Of(
            TinyRecipe.Networks("mlp"), new ContinuousBernoulliOptions(), LabelUse.Both,
            training: new TrainingOptions(60, 8, 1e-2));

        TrainingRecorder run = Run(recipe, 24, new TrainingRecorder(), TrainingOutcome.Finished);

        Assert.Equal(60, run.Epochs.Count);
        Assert.Equal(180, run.Steps.Count);
        Assert.True(run.Epochs[^1].Train.Loss < run.Epochs[0].Train.Loss - 10);
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("conv-linear")]
    public void Equal_seeds_give_equal_weights_bit_by_bit_and_others_do_not(string network)
    {
        using var scope = NewDisposeScope();
        Recipe recipe = TinyRecipe.Of(
            TinyRecipe.Networks(network), data: new DataOptions("tiny", Binarization.Dynamic, Flip: true));

        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));

        float[] Weights(ulong seed)
        {
            using var images = new ImageTensors(TinyRecipe.Images(10, Shape));
            using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 7);
            using var trainer = new Trainer(model, recipe, images, seed);
            Assert.Equal(TrainingOutcome.Finished, trainer.Run([]));
            return [.. model.state_dict().Values.SelectMany(t => t.detach().flatten().data<float>().ToArray())];
        }
    }

    [Fact]
    public void Epoch_figures_are_the_means_over_its_images()
    {
        TrainingRecorder run = Run(
            TinyRecipe.Of(TinyRecipe.Networks("mlp"), objective: new ElboOptions(Beta: 2)), 10, new TrainingRecorder(),
            TrainingOutcome.Finished);

        Assert.Equal([4, 4, 2], run.Steps.Take(3).Select(s => s.Images));
        for (int epoch = 0; epoch < 4; epoch++)
        {
            StepReport[] steps = [.. run.Steps.Skip(3 * epoch).Take(3)];
            EpochFigures figures = run.Epochs[epoch].Train;
            Assert.Equal(steps.Sum(s => s.Images * s.Loss) / 10, figures.Loss, 9);
            Assert.Equal(figures.Distortion + (2 * figures.Rate!.Value), figures.Loss, 4);
            Assert.Equal(3 * (epoch + 1), run.Epochs[epoch].Step);
            Assert.Equal(epoch + 1, run.Epochs[epoch].Epoch);
        }
    }

    [Fact]
    public void Patience_ends_a_run_that_gets_no_better()
    {
        double[] losses = [5, 4, 4, 4.2, 3, 3.5, 3.1, 3, 1];
        Recipe recipe = TinyRecipe.Of(
            TinyRecipe.Networks("mlp"), training: TinyRecipe.Training with { Epochs = 9, Patience = 3 });

        TrainingRecorder run = Run(
            recipe, 10, new TrainingRecorder(), TrainingOutcome.StoppedEarly, Validation(losses));

        Assert.Equal(8, run.Epochs.Count); // the best is the fifth's 3; three more were no better
    }

    [Fact]
    public void A_run_that_ended_early_and_is_taken_up_again_trains_no_further()
    {
        using var scope = NewDisposeScope();
        Recipe recipe = TinyRecipe.Of(
            TinyRecipe.Networks("mlp"), training: TinyRecipe.Training with { Epochs = 9, Patience = 2 });
        using var images = new ImageTensors(TinyRecipe.Images(10, Shape));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 1);
        Func<VariationalAutoencoder, EpochFigures> validation = Validation(1, 2, 3, 4, 5, 6, 7, 8, 9);
        using var first = new Trainer(model, recipe, images, seed: 1, validation);
        first.Run([]);
        using var second = new Trainer(model, recipe, images, seed: 1, validation) { Position = first.Position };
        var recorder = new TrainingRecorder();

        Assert.Equal(TrainingOutcome.StoppedEarly, second.Run([recorder]));
        Assert.Empty(recorder.Steps);
    }

    [Fact]
    public void Live_tensors_are_as_many_after_a_thousand_steps_as_after_ten()
    {
        Recipe recipe = TinyRecipe.Of(
            TinyRecipe.Networks("mlp"), new OptimalSigmaOptions(), LabelUse.Both,
            training: new TrainingOptions(200, 4, 1e-3, ClipNorm: 0.1, EmaDecay: 0.9),
            data: new DataOptions("tiny", Flip: true, Corruption: new Corruption(CorruptionKind.Mask, 0, 1)));
        var live = new List<long>();

        Run(
            recipe, 20,
            new TrainingRecorder { AfterStep = _ => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount) },
            TrainingOutcome.Finished);

        Assert.Equal(1000, live.Count);
        Assert.Equal(live[9], live[^1]);
    }

    // Of each epoch in turn.
    private static Func<VariationalAutoencoder, EpochFigures> Validation(params double[] losses)
    {
        int epoch = 0;
        return _ => new EpochFigures(losses[epoch++], 0, 0);
    }

    private static TrainingRecorder Run(
        Recipe recipe, int count, TrainingRecorder recorder, TrainingOutcome expected,
        Func<VariationalAutoencoder, EpochFigures>? validation = null)
    {
        using var scope = NewDisposeScope();
        using var images = new ImageTensors(TinyRecipe.Images(count, Shape));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 1);
        using var trainer = new Trainer(model, recipe, images, seed: 1, validation);
        Assert.Equal(expected, trainer.Run([recorder]));
        return recorder;
    }
}
