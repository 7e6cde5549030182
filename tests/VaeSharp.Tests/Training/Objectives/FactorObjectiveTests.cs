using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.Objectives;

public sealed class FactorObjectiveTests
{
    private const double Correlation = 0.8;
    private const int Steps = 2500;
    private const int Counted = 1000;

    [Fact]
    public void Discriminator_finds_the_density_ratio_and_the_total_correlation_of_a_Gaussian()
    {
        using var scope = NewDisposeScope();
        var objective = new FactorObjective(
            new FactorVaeOptions(Gamma: 1, Width: 32, Layers: 2, LearningRate: 1e-3), 2, seed: 3, CPU);
        using Adversary discriminator = objective.Adversary;
        double[] points = [0, 0, 1, 1, 1, -0.5, -1.2, -0.8];
        Tensor places = tensor([.. points.Select(p => (float)p)], [4, 2]);
        List<double> correlations = [];
        var logits = new double[4];
        for (int step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            using var random = new RandomStream(1, RandomUse.Training, step);
            Tensor z = Correlated(512, random);
            if (step >= Steps - Counted) // Adam's steps keep it moving about the answer: their mean is taken
            {
                correlations.Add(discriminator.CallFrozen(z).mean().item<float>());
                logits = [.. logits.Zip(Values.Read(discriminator.CallFrozen(places).detach()), (sum, now) => sum + (now / Counted))];
            }

            Learn(discriminator, z, random);
        }

        Values.Near(-0.5 * Math.Log(1 - (Correlation * Correlation)), correlations.Average(), 0.03); // 0.511
        Assert.All(points.Chunk(2).Zip(logits), pair => Values.Near(LogRatio(pair.First[0], pair.First[1]), pair.Second, 0.2));
    }

    [Fact]
    public void Each_dimension_is_exchanged_among_the_images_and_keeps_its_values()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(5, RandomUse.Training);
        Tensor z = Correlated(400, random);

        Tensor exchanged = LatentDiscriminator.Exchange(z, random);

        Assert.Equal(Values.Read(z.sort(0).Values), Values.Read(exchanged.sort(0).Values));
        Tensor centred = exchanged - exchanged.mean([0]);
        Assert.InRange((centred[.., 0] * centred[.., 1]).mean().item<float>(), -0.2, 0.2); // was 0.8
    }

    [Fact]
    public void Loss_adds_the_mean_logit_and_trains_the_model_without_touching_the_discriminator()
    {
        using var scope = NewDisposeScope();
        Recipe recipe = TinyRecipe.Of(
            TinyRecipe.Networks("tanh"), objective: new FactorVaeOptions(Gamma: 7, Width: 8, Layers: 2));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 4, 4), 3, seed: 2);
        Objective objective = Objective.Create(recipe, 100, seed: 2);
        using Adversary discriminator = objective.Adversary!;
        using var random = new RandomStream(3, RandomUse.Training);
        using var again = new RandomStream(3, RandomUse.Training);
        var batch = new ImageBatch(random.Uniform(9, 1, 4, 4).round(), zeros(9, ScalarType.Int64));
        again.Uniform(9, 1, 4, 4);
        Tensor z = model.Elbo(batch.X, null, again).Z!;

        ObjectiveValue value = objective.Evaluate(model, batch, batch.X, random, 0);
        value.Backward(1);

        double expected = (value.Distortion + value.Rate!).mean().item<float>() + (7 * discriminator.CallFrozen(z).mean().item<float>());
        Values.Near(expected, value.Loss.item<float>(), 1e-5);
        Assert.Equal(0, discriminator.Weights.Optimizer.GradientNorm());
        Assert.True(model.InferenceParameters.First().grad!.abs().max().item<float>() > 0);

        Learn(discriminator, value.Latents!, random);

        Assert.Equal(1, discriminator.Weights.Optimizer.Updates);
        Assert.All(
            discriminator.State.Where(p => p.Key.StartsWith("square.", StringComparison.Ordinal)),
            p => Assert.True(p.Value.max().item<float>() > 0, p.Key));
    }

    [Fact]
    public void A_batch_too_small_to_be_halved_and_exchanged_teaches_nothing()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(4, RandomUse.Training);
        var objective = new FactorObjective(new FactorVaeOptions(1, 8, 1), 2, seed: 3, CPU);
        using Adversary discriminator = objective.Adversary;

        Assert.Null(discriminator.Loss(random.Normal(3, 2), random));
        Assert.NotNull(discriminator.Loss(random.Normal(4, 2), random));
    }

    private static void Learn(Adversary discriminator, Tensor z, RandomStream random) =>
        discriminator.Weights.Descend(discriminator.Loss(z, random)!, discriminator.LearningRate);

    private static double LogRatio(double x, double y)
    {
        double left = 1 - (Correlation * Correlation);
        double distance = ((x * x) - (2 * Correlation * x * y) + (y * y)) / left;
        return -0.5 * (Math.Log(left) + distance - (x * x) - (y * y));
    }

    private static Tensor Correlated(long count, RandomStream random)
    {
        Tensor noise = random.Normal(count, 2);
        Tensor first = noise[.., 0];
        return stack([first, (Correlation * first) + (Math.Sqrt(1 - (Correlation * Correlation)) * noise[.., 1])], 1);
    }
}
