using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using VaeSharp.Training;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training;

/// <summary>A run that was stopped and went on is the run that was never stopped, bit by bit.</summary>
public sealed class ResumeTests
{
    private static readonly ImageShape Shape = new(1, 6, 6);

    // Three steps an epoch, four epochs: in the middle of epochs, at their ends, and at the very last step.
    [Theory]
    [InlineData("mlp", "optimal-sigma", 1)]
    [InlineData("mlp", "optimal-sigma", 3)]
    [InlineData("mlp", "optimal-sigma", 5)]
    [InlineData("mlp", "optimal-sigma", 6)]
    [InlineData("mlp", "optimal-sigma", 11)]
    [InlineData("mlp", "optimal-sigma", 12)]
    [InlineData("conv-linear", "discretized-logistic", 2)]
    [InlineData("conv-linear", "discretized-logistic", 9)]
    [InlineData("gated-mlp", "bernoulli", 7)]
    [InlineData("grid", "discretized-logistic", 1)]
    [InlineData("grid", "optimal-sigma", 5)]
    [InlineData("grid", "optimal-sigma", 9)]
    [InlineData("m2", "bernoulli", 1)]
    [InlineData("m2", "bernoulli", 8)]
    public void Going_on_changes_no_bit(string network, string likelihood, int steps)
    {
        using var scope = NewDisposeScope();
        Recipe recipe = RecipeOf(network, likelihood);
        using var images = new ImageTensors(TinyRecipe.Images(10, Shape));
        using VariationalAutoencoder whole = ModelFactory.Create(recipe, Shape, 3, seed: 1);
        using VariationalAutoencoder stopped = Twin(whole, recipe);
        using var wholeTrainer = new Trainer(whole, recipe, images, seed: 5);
        using var stoppedTrainer = new Trainer(stopped, recipe, images, seed: 5);
        using var stop = new CancellationTokenSource();
        var wholeRun = new TrainingRecorder();
        var firstRun = new TrainingRecorder
        {
            AfterStep = position =>
            {
                if (position.Step == steps)
                {
                    stop.Cancel();
                }
            },
        };
        var secondRun = new TrainingRecorder();

        Assert.Equal(TrainingOutcome.Finished, wholeTrainer.Run([wholeRun]));
        Assert.Equal(TrainingOutcome.Interrupted, stoppedTrainer.Run([firstRun], stop.Token));
        Assert.Equal(steps, stoppedTrainer.Position.Step);
        using VariationalAutoencoder resumed = Twin(stopped, recipe);
        using var resumedTrainer = new Trainer(resumed, recipe, images, seed: 5) { Position = stoppedTrainer.Position };
        CopyState(stoppedTrainer, resumedTrainer);
        Assert.Equal(TrainingOutcome.Finished, resumedTrainer.Run([secondRun]));

        Assert.Equal(Bits(whole.state_dict().Values), Bits(resumed.state_dict().Values));
        Assert.Equal(Bits(wholeTrainer.Ema!.Averages), Bits(resumedTrainer.Ema!.Averages));
        Assert.Equal(Bits(wholeTrainer.Optimizer.Squares), Bits(resumedTrainer.Optimizer.Squares));
        Assert.Equal(wholeRun.Steps, firstRun.Steps.Concat(secondRun.Steps));
        Assert.Equal(wholeRun.Epochs, firstRun.Epochs.Concat(secondRun.Epochs));
    }

    private static Recipe RecipeOf(string network, string likelihood) =>
        network == "grid" ? TinyRecipe.Coded(Plain("mlp", likelihood)) : Plain(network, likelihood);

    private static Recipe Plain(string network, string likelihood) => TinyRecipe.Of(
        TinyRecipe.Networks(network == "m2" ? "mlp" : network), TinyRecipe.Likelihood(likelihood), LabelUse.Both,
        training: new TrainingOptions(4, 4, 1e-2, RateSchedule.Cosine, WarmupSteps: 4, ClipNorm: 5, EmaDecay: 0.9),
        data: new DataOptions(
            "tiny", likelihood == "bernoulli" ? Binarization.Dynamic : Binarization.None, Flip: true,
            Corruption: new Corruption(CorruptionKind.Gaussian, 0, 0.5)),
        objective: network == "m2"
            ? new SemiSupervisedOptions(Labelled: 6, LabelledBatch: 4, ClassifierNoise: 0.2, ClassifierShift: 1)
            : new ElboOptions(Beta: 2, WarmupEpochs: 3, FreeBits: 0.05));

    private static VariationalAutoencoder Twin(VariationalAutoencoder model, Recipe recipe)
    {
        VariationalAutoencoder twin = ModelFactory.Create(recipe, Shape, 3, seed: 99);
        Copy(model.state_dict().Values, twin.state_dict().Values);
        return twin;
    }

    private static void CopyState(Trainer from, Trainer to)
    {
        to.Optimizer.Updates = from.Optimizer.Updates;
        Copy(from.Optimizer.Means, to.Optimizer.Means);
        Copy(from.Optimizer.Squares, to.Optimizer.Squares);
        Copy(from.Ema!.Averages, to.Ema!.Averages);
    }

    private static void Copy(IEnumerable<Tensor> from, IEnumerable<Tensor> to)
    {
        using var gradients = no_grad();
        foreach ((Tensor source, Tensor target) in from.Zip(to))
        {
            target.copy_(source);
        }
    }

    private static float[] Bits(IEnumerable<Tensor> tensors) =>
        [.. tensors.SelectMany(t => t.detach().flatten().data<float>().ToArray())];
}
