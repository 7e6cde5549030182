using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Judges;
using VaeSharp.Tests.Evaluation;
using VaeSharp.Training;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training;

public sealed class JudgeTrainerTests
{
    private static readonly ImageShape Shape = new(1, 8, 8);

    private static readonly JudgeRecipe Recipe = new(
        "tiny", "", "", new JudgeData("toy", Flip: true, Shift: 1), new JudgeOptions(16, [16]),
        new VaeSharp.Models.Judges.JudgeTraining(4, 16, 0.01, WarmupSteps: 4, WeightDecay: 0.1, LabelSmoothing: 0.1, EmaDecay: 0.9));

    // By Szegedy et al. 2016, section 7: the cross-entropy with a label of 1 − ε + ε/K for the class and ε/K for each other.
    [Fact]
    public void The_first_loss_is_the_cross_entropy_with_smoothed_labels()
    {
        using var scope = NewDisposeScope();
        JudgeRecipe plain = Recipe with { Data = new JudgeData("toy") };
        ImageDataset images = Toys.Images(16, Shape);
        using var tensors = new ImageTensors(images);
        using JudgeNetwork network = JudgeNetwork.Create(plain.Judge, Shape, 4, seed: 1);
        using var trainer = new JudgeTrainer(network, plain, tensors, seed: 2);
        double expected = Smoothed(network, images, epsilon: 0.1);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var recorder = new TrainingRecorder();

        trainer.Run([recorder], stop.Token);

        Assert.Equal(expected, recorder.Steps[0].Loss, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(12)]
    public void Going_on_from_a_checkpoint_changes_no_bit(int steps)
    {
        using var scope = NewDisposeScope();
        using var place = new Tests.Data.TemporaryDirectory();
        using var images = new ImageTensors(Toys.Images(40, Shape));
        using JudgeNetwork whole = JudgeNetwork.Create(Recipe.Judge, Shape, 4, seed: 1);
        using (var trainer = new JudgeTrainer(whole, Recipe, images, seed: 2))
        {
            Assert.Equal(TrainingOutcome.Finished, trainer.Run([]));
        }

        Stop(steps, place["last"], images);
        using JudgeNetwork resumed = JudgeNetwork.Create(Recipe.Judge, Shape, 4, seed: 1);
        using (var trainer = new JudgeTrainer(resumed, Recipe, images, seed: 2))
        {
            trainer.Position = TrainingCheckpoint.Restore(place["last"], trainer.State, trainer.Progress.StepsPerEpoch);
            Assert.Equal(steps, trainer.Position.Step);
            Assert.Equal(TrainingOutcome.Finished, trainer.Run([]));
        }

        Assert.Equal(Bits(whole), Bits(resumed));
    }

    [Fact]
    public void It_learns_to_tell_bright_images_from_dark_ones()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = Bright(120);
        using var tensors = new ImageTensors(images);
        using JudgeNetwork network = JudgeNetwork.Create(Recipe.Judge, Shape, 2, seed: 1);
        using var trainer = new JudgeTrainer(network, Recipe, tensors, seed: 2);
        trainer.Run([]);
        trainer.State.WithAverage(() =>
        {
            network.eval();
            Tensor x = tensor(images.Pixels, [120, 1, 8, 8]).to(ScalarType.Float32) / 255;
            Tensor labels = tensor(images.Labels).to(ScalarType.Int64);
            Assert.Equal(1, network.call(x).argmax(1).eq(labels).to(ScalarType.Float32).mean().item<float>());
        });
    }

    private static void Stop(int steps, string folder, ImageTensors images)
    {
        using JudgeNetwork network = JudgeNetwork.Create(Recipe.Judge, Shape, 4, seed: 1);
        using var trainer = new JudgeTrainer(network, Recipe, images, seed: 2);
        using var stop = new CancellationTokenSource();
        var recorder = new TrainingRecorder
        {
            AfterStep = position =>
            {
                if (position.Step == steps)
                {
                    stop.Cancel();
                }
            },
        };
        trainer.Run([recorder], stop.Token);
        var checkpoint = new JudgeCheckpoint(Recipe, network, Shape, ["a", "b", "c", "d"]);
        TrainingCheckpoint.Save(folder, trainer.State, checkpoint.Write);
    }

    private static double Smoothed(JudgeNetwork network, ImageDataset images, double epsilon)
    {
        network.train();
        using IDisposable mode = no_grad();
        Tensor x = tensor(images.Pixels, [images.Count, 1, 8, 8]).to(ScalarType.Float32) / 255;
        Tensor logits = network.call(x).to(ScalarType.Float64);
        double sum = 0;
        for (int i = 0; i < images.Count; i++)
        {
            double[] row = [.. logits[i].data<double>()];
            double normaliser = Math.Log(row.Sum(Math.Exp));
            sum -= row.Select((logit, k) => ((images.Labels[i] == k ? 1 - epsilon : 0) + (epsilon / row.Length)) * (logit - normaliser)).Sum();
        }

        return sum / images.Count;
    }

    private static ImageDataset Bright(int count)
    {
        byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))];
        byte[] noise = Toys.Images(count, Shape).Pixels;
        byte[] pixels = [.. noise.Select((value, i) => (byte)((value / 2) + (labels[i / Shape.Values] * 100)))];
        return new ImageDataset("toy", Shape, pixels, labels, ["dark", "bright"]);
    }

    private static float[] Bits(JudgeNetwork network) =>
        [.. network.state_dict().Values.SelectMany(t => t.detach().to(ScalarType.Float32).contiguous().flatten().data<float>().ToArray())];
}
