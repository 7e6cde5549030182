using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using VaeSharp.Training;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training;

/// <summary>A batch in parts, one after the other or on several replicas, has the gradient of the batch as a whole.</summary>
public sealed class StepGradientTests
{
    private const int Images = 10;
    private static readonly ImageShape Shape = new(1, 6, 6);

    // Without noise, so that only the parts differ; 3 parts of 10 images are not equal, and 16 are more than there are images.
    [Theory]
    [InlineData("mlp", 2)]
    [InlineData("mlp", 3)]
    [InlineData("mlp", 10)]
    [InlineData("mlp", 16)]
    [InlineData("conv-linear", 5)]
    [InlineData("gated-mlp", 2)]
    public void Parts_add_up_to_the_gradient_of_the_batch_within_a_millionth(string network, int accumulate)
    {
        (float[] whole, StepReport report) = FirstGradient(network, 1, SingleReplica.Instance);
        (float[] parts, StepReport sum) = FirstGradient(network, accumulate, SingleReplica.Instance);

        AssertEqual(whole, parts);
        Assert.Equal(Images, sum.Images);
        Assert.Equal(report.Loss, sum.Loss, report.Loss * 1e-6);
        Assert.Equal(report.Distortion, sum.Distortion, report.Distortion * 1e-6);
        Assert.Equal(report.GradientNorm, sum.GradientNorm, report.GradientNorm * 1e-6);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public async Task Replicas_share_a_batch_and_all_have_its_gradient(int count, int accumulate)
    {
        (float[] whole, StepReport report) = FirstGradient("mlp", 1, SingleReplica.Instance);
        Replica[] replicas = Replica.Together(count);

        (float[] Gradient, StepReport Report)[] each = await Task.WhenAll(
            replicas.Select(replica => OnThreadOfItsOwn(() => FirstGradient("mlp", accumulate, replica))));

        Assert.All(each, one => AssertEqual(whole, one.Gradient));
        Assert.All(each, one => Assert.Equal(each[0].Gradient, one.Gradient));
        Assert.All(each, one => Assert.Equal(each[0].Report, one.Report));
        Assert.Equal(report.Loss, each[0].Report.Loss, report.Loss * 1e-6);
    }

    // Replicas wait for each other, and the pool takes seconds to find a thread for the last one.
    private static Task<T> OnThreadOfItsOwn<T>(Func<T> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [Fact]
    public async Task All_replicas_leave_out_an_update_that_is_not_finite_on_one()
    {
        Replica[] replicas = Replica.Together(2);
        replicas[1].Spoil = true;

        (float[] Gradient, StepReport Report)[] each = await Task.WhenAll(
            replicas.Select(replica => OnThreadOfItsOwn(() => FirstGradient("mlp", 1, replica))));

        Assert.All(each, one => Assert.False(one.Report.Applied));
    }

    [Theory]
    [InlineData("networks={\"kind\":\"resnet18\"}", "'resnet18'")]
    [InlineData("likelihood={\"kind\":\"gaussian-optimal-sigma\"}", "'gaussian-optimal-sigma'")]
    [InlineData("objective.freeBits=0.1", "'elbo'")]
    public void What_computes_with_several_images_at_once_keeps_its_batch_whole(string change, string named)
    {
        var fault = Assert.Throws<RecipeException>(() => RecipeCatalog.Open("cifar10", "training.accumulate=2", change));

        Assert.Contains("training.accumulate", fault.Message, StringComparison.Ordinal);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_do_not_share_a_batch_that_is_needed_whole()
    {
        using var scope = NewDisposeScope();
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("mlp"), objective: new FactorVaeOptions(Gamma: 1, Width: 8, Layers: 1));
        using var images = new ImageTensors(TinyRecipe.Images(Images, Shape));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 1);

        var fault = Assert.Throws<ArgumentException>(() => new Trainer(model, recipe, images, seed: 1, replicas: Replica.Together(2)[0]));

        Assert.Contains("factor-vae", fault.Message, StringComparison.Ordinal);
    }

    // Adam's first mean is (1 − β₁) times the gradient.
    private static (float[] Gradient, StepReport Report) FirstGradient(string network, int accumulate, IReplicas replicas)
    {
        using var scope = NewDisposeScope();
        Recipe recipe = TinyRecipe.Of(
            TinyRecipe.Networks(network), TinyRecipe.Likelihood("learned-sigma"), objective: new RaeL2Options(0.1, 0.01),
            training: new TrainingOptions(1, Images, 1e-2, Accumulate: accumulate));
        using var images = new ImageTensors(TinyRecipe.Images(Images, Shape));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 1);
        using var trainer = new Trainer(model, recipe, images, seed: 1, replicas: replicas);
        var recorder = new TrainingRecorder();
        trainer.Run([recorder]);
        float[] means = [.. trainer.Optimizer.Means.SelectMany(mean => mean.flatten().data<float>().ToArray())];
        return (means, recorder.Steps.Single());
    }

    private static void AssertEqual(float[] expected, float[] actual)
    {
        double length = Math.Sqrt(expected.Sum(x => (double)x * x));
        double distance = Math.Sqrt(expected.Zip(actual, (a, b) => Math.Pow((double)a - b, 2)).Sum());
        Assert.True(length > 0);
        Assert.InRange(distance / length, 0, 1e-6);
    }

    // Replicas in threads of one process, which meet to sum.
    private sealed class Replica(int rank, float[]?[] given, Barrier barrier) : IReplicas
    {
        public int Count => given.Length;

        public int Rank => rank;

        public bool Spoil { get; set; }

        public static Replica[] Together(int count)
        {
            var given = new float[]?[count];
            var barrier = new Barrier(count);
            return [.. Enumerable.Range(0, count).Select(rank => new Replica(rank, given, barrier))];
        }

        public void Sum(Span<float> numbers)
        {
            given[rank] = numbers.ToArray();
            given[rank]![0] = Spoil ? float.NaN : given[rank]![0];
            barrier.SignalAndWait();
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = 0;
                foreach (float[]? one in given)
                {
                    numbers[i] += one![i];
                }
            }

            barrier.SignalAndWait();
        }
    }
}
