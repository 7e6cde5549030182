using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Decoders;
using VaeSharp.Models.Encoders;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>A whole model with codes against the sum over all that its latents can be.</summary>
public sealed class VectorQuantizedModelTests
{
    private const int Codes = 3;
    private static readonly ImageShape Shape = new(1, 4, 4); // 2×2 places

    [Fact]
    public void Negative_elbo_bounds_the_exact_negative_log_likelihood_of_all_grids_from_above()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        (VariationalAutoencoder model, VectorQuantizedPosterior posterior, AutoregressivePrior prior) = Model();
        using var random = new RandomStream(3, RandomUse.Evaluation);
        Tensor x = random.Integers(256, 4, 1, 4, 4).to(ScalarType.Float32) / 255;

        double[] bound = Values.Read(-model.Elbo(x, null, random).Value);

        double[][] joint = [.. AllGrids().Select(codes =>
        {
            Tensor numbers = tensor(codes, [1, 4]).expand(4, -1);
            Tensor log = model.Decode(posterior.LatentsOf(numbers)).LogProbability(x)
                + prior.LogProbabilityPerCode(numbers, null).sum(1); // log p(x, codes)
            return Values.Read(log);
        })];
        for (int i = 0; i < 4; i++)
        {
            double most = joint.Max(log => log[i]);
            double exact = -(most + Math.Log(joint.Sum(log => Math.Exp(log[i] - most))));
            Assert.True(bound[i] >= exact, $"{bound[i]} is below {exact}.");
            Assert.Contains(joint, log => Math.Abs(log[i] + bound[i]) < 1e-3); // the grid that the encoder chose
        }
    }

    [Fact]
    public void The_bound_of_several_samples_is_the_ELBO_as_q_is_certain()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        (VariationalAutoencoder model, _, _) = Model();
        using var random = new RandomStream(4, RandomUse.Evaluation);
        Tensor x = random.Uniform(3, 1, 4, 4);

        double[] weighed = Values.Read(model.SampleImportanceWeights(x, null, random, 5).Bound()[0]);

        Assert.All(
            weighed.Zip(Values.Read(model.Elbo(x, null, random).Value)), pair => Values.Near(pair.Second, pair.First, 1e-3));
    }

    [Fact]
    public void Training_lowers_the_bound_and_the_penalty_and_the_bound_knows_nothing_of_the_penalty()
    {
        using var scope = NewDisposeScope();
        (VariationalAutoencoder model, _, _) = Model();
        using var random = new RandomStream(5, RandomUse.Evaluation);

        Elbo elbo = model.Elbo(random.Uniform(3, 1, 4, 4), null, random);

        double penalty = elbo.Posterior!.Penalty!.mean().item<float>();
        Assert.True(penalty > 0);
        Values.Near(-elbo.Value.mean().item<float>() + penalty, elbo.Loss().item<float>(), 1e-3);
        Values.Near(elbo.Distortion.mean().item<float>() + (0.5 * elbo.Rate.mean().item<float>()) + penalty,
            elbo.Loss(beta: 0.5).item<float>(), 1e-3);
    }

    [Theory]
    [InlineData(LabelUse.None, false)]
    [InlineData(LabelUse.Both, true)]
    public void A_gradient_reaches_every_parameter(LabelUse labels, bool priorSees)
    {
        using var scope = NewDisposeScope();
        Recipe recipe = TinyRecipe.Coded(
            TinyRecipe.Of(new MlpOptions([4]), new OptimalSigmaOptions(), labels), labels: priorSees);
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 8, 8), 3, seed: 6);
        using var random = new RandomStream(2, RandomUse.Training);
        foreach (Tensor parameter in model.parameters())
        {
            using var mode = no_grad();
            parameter.add_(0.05 * random.Normal(parameter.shape));
        }

        model.Elbo(random.Uniform(6, 1, 8, 8), tensor([0L, 1, 2, 0, 1, 2]), random).Loss().backward();

        Assert.All(
            model.named_parameters(), p => Assert.True(p.parameter.grad!.abs().max().item<float>() > 0, p.name));
    }

    [Fact]
    public void Equal_seeds_draw_equal_images_and_a_label_changes_them()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        Recipe recipe = TinyRecipe.Coded(
            TinyRecipe.Of(new MlpOptions([4]), new OptimalSigmaOptions(), LabelUse.Decoder), labels: true);
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 8, 8), 3, seed: 6);

        Assert.Equal(Drawn(1, 0), Drawn(1, 0));
        Assert.NotEqual(Drawn(1, 0), Drawn(2, 0));
        Assert.NotEqual(Drawn(1, 0), Drawn(1, 2));

        float[] Drawn(ulong seed, long label)
        {
            using var random = new RandomStream(seed, RandomUse.Sampling);
            return Values.ReadSingle(model.Sample(2, full(2, label, ScalarType.Int64), random));
        }
    }

    [Theory]
    [InlineData("grid", 1, 16)]
    [InlineData("grid", 3, 48)]
    [InlineData("mlp", 3, 3)]
    public void Each_place_has_so_many_codes_as_the_recipe_says(string network, int vectors, int codes)
    {
        using var scope = NewDisposeScope();
        Recipe recipe = TinyRecipe.Coded(TinyRecipe.Of(new MlpOptions([4]), new OptimalSigmaOptions())) with
        {
            Posterior = new VectorQuantizedOptions(Dimension: 2, Codes: 5, vectors),
        };
        recipe = network == "grid" ? recipe : recipe with { Networks = TinyRecipe.Networks(network) };
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 8, 8), 3, seed: 6);

        var q = (QuantizedVectors)model.Encode(zeros(2, 1, 8, 8)).Posterior;

        Assert.Equal([2, codes], q.Codes.shape);
        Assert.Equal([2, codes * 2], q.Mean.shape);
        Assert.Equal(codes * 2, model.Shape.Latents);
        Assert.Equal([2, codes], model.Encode(zeros(2, 1, 8, 8)).RatePerDimension()!.shape);
    }

    internal static (VariationalAutoencoder Model, VectorQuantizedPosterior Posterior, AutoregressivePrior Prior) Model()
    {
        RandomStream.SeedInitialization(8);
        var plan = new ConvPlan([4], 1, Hidden: 0, Linear: 0);
        var encoder = new GridEncoder(Shape, plan, length: 2, classes: 0);
        var decoder = new GridDecoder(Shape with { Channels = 2 }, plan, length: 2, classes: 0);
        var posterior = new VectorQuantizedPosterior(8, true, 8, new Codebook(Codes, 2, 0.9), 2, 0.25);
        var prior = new AutoregressivePrior(new CodeGrid(2, 2, Codes), 4, 2, classes: 0, posterior);
        var model = new VariationalAutoencoder(
            new SingleLayer(encoder, posterior, prior, decoder), new DiscretizedLogisticLikelihood(),
            new ModelShape(Shape, 8, 3, LabelUse.None));
        using var random = new RandomStream(9, RandomUse.Training);
        model.Elbo(random.Uniform(6, 1, 4, 4), null, random); // codes among what the encoder gives
        model.eval();
        return (model, posterior, prior);
    }

    private static IEnumerable<long[]> AllGrids() => Enumerable.Range(0, 81)
        .Select(number => (long[])[number / 27, number / 9 % 3, number / 3 % 3, number % 3]);
}
