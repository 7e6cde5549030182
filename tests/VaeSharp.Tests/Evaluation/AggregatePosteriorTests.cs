using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Models;
using VaeSharp.Training.Objectives;
using VaeSharp.Training.PriorFits;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

public sealed class AggregatePosteriorTests
{
    private const int Batches = 10;
    private const int BatchSize = 1000;

    private static readonly ImageShape Shape = new(1, 8, 8);

    [Fact]
    public void It_has_the_variance_of_means_and_noise_together()
    {
        // 0.08 of the means and 0.04 of the noise; half as much and twice as much in the other dimensions.
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("mlp"));
        AggregatePosterior found = Of(recipe, [0.04, 0.08, 0.16], shift: 0, noise: [0.02, 0.04, 0.08]);

        Assert.Equal(0.12, found.MedianVariance, 0.005);
    }

    [Fact]
    public void Its_gap_is_what_a_gaussian_fitted_to_the_same_latents_gains()
    {
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("mlp"));
        AggregatePosterior found = Of(recipe, [0.1, 0.5, 2], shift: 0.7, noise: [0.01, 0.01, 0.01]);

        using var scope = NewDisposeScope();
        Tensor z = cat([.. Enumerable.Range(0, Batches).Select(i => Sampled([0.1, 0.5, 2], 0.7, [0.01, 0.01, 0.01], i))]);
        using Prior fitted = ModelFactory.CreatePrior(new MixtureOptions(1), 3, seed: 0);
        PriorFitting.TryAtOnce(fitted, z, seed: 0);
        using Prior own = ModelFactory.Initialize(0, () => recipe.Prior.Create(new PriorInputs(3)));
        double gain = (fitted.LogProbability(z, null) - own.LogProbability(z, null)).mean().item<float>();

        Assert.Equal(gain, found.GapNats, 1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Latents_drawn_from_a_learned_prior_have_no_gap(bool labels)
    {
        PriorOptions prior = labels ? new LabelGaussianOptions() : new MixtureOptions(2);
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("mlp"), prior: prior, labels: labels ? LabelUse.Both : LabelUse.None);
        using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 0);
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var random = new RandomStream(5, RandomUse.Training);
        AggregatePosterior found = AggregatePosterior.For(model, recipe, seed: 0)!;
        for (int i = 0; i < Batches; i++)
        {
            Tensor classes = random.Integers(3, BatchSize);
            Tensor? given = labels ? nn.functional.one_hot(classes, 3).to(ScalarType.Float32) : null;
            Tensor z = model.Prior!.Sample(BatchSize, given, random);
            found.Add(new DiagonalGaussian(z, full_like(z, -40)), classes, i);
        }

        Assert.InRange(found.MedianVariance, 0.95, 1.05);
        Assert.InRange(found.GapNats, 0, 0.01);
    }

    [Fact]
    public void Points_codes_directions_and_groups_have_none()
    {
        Recipe plain = TinyRecipe.Of(TinyRecipe.Networks("mlp"));
        Recipe[] without =
        [
            plain with { Objective = new RaeL2Options(1, 1e-6) },
            TinyRecipe.Coded(plain),
            plain with { Posterior = new VonMisesFisherOptions(3), Prior = new UniformSphereOptions() },
            plain with { Networks = TinyRecipe.Networks("ladder") },
        ];
        foreach (Recipe recipe in without)
        {
            using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 0);
            Assert.Null(AggregatePosterior.For(model, recipe, seed: 0));
        }
    }

    private static AggregatePosterior Of(Recipe recipe, double[] variances, double shift, double[] noise)
    {
        using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 0);
        AggregatePosterior found = AggregatePosterior.For(model, recipe, seed: 0)!;
        for (int i = 0; i < Batches; i++)
        {
            using var scope = NewDisposeScope();
            found.Add(Posterior(variances, shift, noise, i), zeros(BatchSize, ScalarType.Int64), i);
        }

        return found;
    }

    // What the class under test draws from the same posterior.
    private static Tensor Sampled(double[] variances, double shift, double[] noise, int batch)
    {
        using var random = new RandomStream(0, RandomUse.Sampling, batch);
        return Posterior(variances, shift, noise, batch).Sample(random);
    }

    private static DiagonalGaussian Posterior(double[] variances, double shift, double[] noise, int batch)
    {
        using var random = new RandomStream(9, RandomUse.Training, batch);
        Tensor mean = (random.Normal(BatchSize, 3) * tensor(variances, ScalarType.Float32).sqrt()) + shift;
        return new DiagonalGaussian(mean, tensor(noise, ScalarType.Float32).log().expand(BatchSize, 3));
    }
}
