using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.Objectives;

public sealed class AutoencoderObjectiveTests
{
    private static readonly ImageShape Shape = new(1, 4, 4);

    [Fact]
    public void Without_penalties_the_loss_is_the_distortion_at_the_mean_and_there_is_no_rate()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model();
        ImageBatch batch = Batch();

        ObjectiveValue value = Evaluate(new RaeL2Options(0, 0), model, batch);

        Tensor expected = -model.Decode(model.Encode(batch.X).Mean).LogProbability(batch.X);
        Assert.True(allclose(expected, value.Distortion, 1e-5, 1e-5));
        Values.Near(expected.mean().item<float>(), value.Loss.item<float>(), 1e-5);
        Assert.Null(value.Rate);
    }

    [Fact]
    public void No_noise_reaches_the_loss()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model();

        double first = Evaluate(new RaeL2Options(0.3, 0.01), model, Batch(), noise: 1).Loss.item<float>();

        Assert.Equal(first, Evaluate(new RaeL2Options(0.3, 0.01), model, Batch(), noise: 2).Loss.item<float>());
    }

    [Fact]
    public void Latents_and_decoder_weights_are_charged_by_their_squares()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model();
        ImageBatch batch = Batch();
        double latents = Values.Read(model.Encode(batch.X).Mean).Sum(v => v * v) / batch.X.shape[0] / 2;
        double weights = model.named_parameters()
            .Where(p => p.name.Contains("decoder", StringComparison.Ordinal))
            .Sum(p => Values.Read(p.parameter.detach()).Sum(v => v * v));

        ObjectiveValue value = Evaluate(new RaeL2Options(0.3, 0.01), model, batch);

        double distortion = value.Distortion.mean().item<float>();
        Values.Near(distortion + (0.3 * latents) + (0.01 * weights), value.Loss.item<float>(), 1e-4);
    }

    [Fact]
    public void The_decoders_slope_is_charged_where_the_latents_are()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model();
        ImageBatch batch = Batch();
        Tensor z = model.Encode(batch.X).Mean;
        using var random = new RandomStream(1, RandomUse.Training);
        double slope = DecoderSlope.Squared(model, z, null, random).mean().item<float>();

        ObjectiveValue value = Evaluate(new RaeGpOptions(0, 50), model, batch, noise: 1);

        Values.Near(value.Distortion.mean().item<float>() + (50 * slope), value.Loss.item<float>(), 1e-4);
        Assert.True(50 * slope > 0.01);
    }

    [Fact]
    public void Training_reports_no_rate()
    {
        using var scope = NewDisposeScope();
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("mlp"), objective: new RaeGpOptions(0.1, 0.1));
        using var images = new ImageTensors(TinyRecipe.Images(10, Shape));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 1);
        using var trainer = new Trainer(model, recipe, images, seed: 1);
        var run = new TrainingRecorder();

        trainer.Run([run]);

        Assert.All(run.Steps, step => Assert.Null(step.Rate));
        Assert.All(run.Epochs, epoch => Assert.Null(epoch.Train.Rate));
        Assert.True(run.Epochs[^1].Train.Loss < run.Epochs[0].Train.Loss);
    }

    private static ObjectiveValue Evaluate(
        ObjectiveOptions choice, VariationalAutoencoder model, ImageBatch batch, ulong noise = 7)
    {
        using var random = new RandomStream(noise, RandomUse.Training);
        return Objective.Create(TinyRecipe.Of(TinyRecipe.Networks("tanh"), objective: choice), 100, 1)
            .Evaluate(model, batch, batch.X, random, 0);
    }

    private static VariationalAutoencoder Model() =>
        ModelFactory.Create(TinyRecipe.Of(TinyRecipe.Networks("tanh")), Shape, 3, seed: 2);

    private static ImageBatch Batch()
    {
        using var random = new RandomStream(1, RandomUse.Evaluation);
        return new ImageBatch(random.Uniform(6, 1, 4, 4).round(), zeros(6, ScalarType.Int64));
    }
}
