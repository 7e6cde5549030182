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

public sealed class ImportanceObjectiveTests
{
    private const int Images = 7;

    public static TheoryData<string> Kinds => ["iwae", "miwae", "ciwae", "piwae"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Loss_is_the_formula_over_the_weights(string kind)
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model();
        ImageBatch batch = Batch();
        double[] log = Values.Read(model.SampleImportanceWeights(batch.X, null, Noise(), 6).Log); // [6, 7]

        double loss = Evaluate(Choice(kind), model, batch).Loss.item<float>();

        Values.Near(Expected(kind, log), loss, 1e-5, 1e-6);
    }

    [Fact]
    public void Iwae_of_one_sample_is_the_elbo_by_samples()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model();

        ObjectiveValue value = Evaluate(new IwaeOptions(1), model, Batch());

        Values.Near((value.Distortion + value.Rate!).mean().item<float>(), value.Loss.item<float>(), 1e-5);
    }

    [Theory]
    [InlineData(GradientEstimator.Reparameterized)]
    [InlineData(GradientEstimator.StickingTheLanding)]
    [InlineData(GradientEstimator.DoublyReparameterized)]
    public void Piwae_trains_the_encoder_by_groups_and_the_decoder_by_all_samples(GradientEstimator estimator)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, double[]> split = Gradients(new PiwaeOptions(3, 2, estimator));
        Dictionary<string, double[]> groups = Gradients(new MiwaeOptions(3, 2, estimator));
        Dictionary<string, double[]> whole = Gradients(new IwaeOptions(6));

        foreach ((string name, double[] gradient) in split)
        {
            bool inference = name.StartsWith("encoder", StringComparison.Ordinal)
                || name.StartsWith("posterior", StringComparison.Ordinal);
            double[] expected = (inference ? groups : whole)[name];
            Assert.All(expected.Zip(gradient), pair => Values.Near(pair.First, pair.Second, 1e-6, 1e-4));
        }

        Assert.NotEqual(groups["encoder.stack.layers.0.weight.weight"], whole["encoder.stack.layers.0.weight.weight"]);
    }

    [Theory]
    [InlineData("iwae", GradientEstimator.StickingTheLanding)]
    [InlineData("iwae", GradientEstimator.DoublyReparameterized)]
    [InlineData("miwae", GradientEstimator.DoublyReparameterized)]
    [InlineData("ciwae", GradientEstimator.DoublyReparameterized)]
    [InlineData("piwae", GradientEstimator.DoublyReparameterized)]
    public void Estimators_change_the_gradient_of_the_encoder_alone(string kind, GradientEstimator estimator)
    {
        using var scope = NewDisposeScope();
        ObjectiveOptions choice = Choice(kind) switch
        {
            IwaeOptions c => c with { Gradient = estimator },
            MiwaeOptions c => c with { Gradient = estimator },
            CiwaeOptions c => c with { Gradient = estimator },
            PiwaeOptions c => c with { Gradient = estimator },
            ObjectiveOptions c => c,
        };
        Dictionary<string, double[]> plain = Gradients(Choice(kind));
        Dictionary<string, double[]> changed = Gradients(choice);

        foreach ((string name, double[] gradient) in changed.Where(p => p.Key.StartsWith("decoder", StringComparison.Ordinal)))
        {
            Assert.All(plain[name].Zip(gradient), pair => Values.Near(pair.First, pair.Second, 1e-6, 1e-4));
        }

        Assert.NotEqual(plain["posterior.mean.weight"], changed["posterior.mean.weight"]);
    }

    [Fact]
    public void Loss_with_a_few_samples_on_the_way_back_is_the_bound_of_all()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model();

        double all = Evaluate(new IwaeOptions(6), model, Batch()).Loss.item<float>();
        double few = Evaluate(new IwaeOptions(6, BackwardSamples: 1), model, Batch()).Loss.item<float>();

        Values.Near(all, few, 1e-5, 1e-6);
    }

    // So many choices among six samples leave each within 1/2,000 of its weight.
    [Theory]
    [InlineData(GradientEstimator.Reparameterized)]
    [InlineData(GradientEstimator.StickingTheLanding)]
    [InlineData(GradientEstimator.DoublyReparameterized)]
    public void Gradient_of_chosen_samples_tends_to_that_of_all(GradientEstimator estimator)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, double[]> all = Gradients(new IwaeOptions(6, estimator));
        Dictionary<string, double[]> one = Gradients(new IwaeOptions(6, estimator, BackwardSamples: 1));
        Dictionary<string, double[]> many = Gradients(new IwaeOptions(6, estimator, BackwardSamples: 2000));

        foreach ((string name, double[] gradient) in many)
        {
            Assert.All(all[name].Zip(gradient), pair => Values.Near(pair.First, pair.Second, 3e-3));
        }

        Assert.Contains(one, p => p.Value.Zip(all[p.Key]).Any(pair => Math.Abs(pair.First - pair.Second) > 0.02));
    }

    [Theory]
    [InlineData(GradientEstimator.Reparameterized)]
    [InlineData(GradientEstimator.DoublyReparameterized)]
    public void First_epochs_are_those_of_fewer_samples_and_the_others_of_all(GradientEstimator estimator)
    {
        using var scope = NewDisposeScope();
        var choice = new IwaeOptions(6, estimator, BackwardSamples: 1, FirstSamples: 2, FirstShare: 0.75); // of four epochs

        Assert.Equal(Gradients(new IwaeOptions(2, estimator)), Gradients(choice, epoch: 2.9));
        Assert.Equal(Gradients(new IwaeOptions(6, estimator, BackwardSamples: 1)), Gradients(choice, epoch: 3));
    }

    private static ObjectiveOptions Choice(string kind) => kind switch
    {
        "iwae" => new IwaeOptions(6),
        "miwae" => new MiwaeOptions(3, 2),
        "ciwae" => new CiwaeOptions(6, 0.3),
        _ => new PiwaeOptions(3, 2),
    };

    // What is reported of PIWAE is the decoder's bound.
    private static double Expected(string kind, double[] log)
    {
        double sum = 0;
        for (int image = 0; image < Images; image++)
        {
            double[] w = [.. Enumerable.Range(0, 6).Select(k => Math.Exp(log[(k * Images) + image]))];
            double whole = Math.Log(w.Average());
            double groups = w.Chunk(2).Average(pair => Math.Log(pair.Average()));
            double elbo = w.Average(Math.Log);
            sum += kind switch
            {
                "miwae" => groups,
                "ciwae" => (0.3 * elbo) + (0.7 * whole),
                _ => whole,
            };
        }

        return -sum / Images;
    }

    private static Dictionary<string, double[]> Gradients(ObjectiveOptions choice, double epoch = 0)
    {
        using VariationalAutoencoder model = Model();
        Evaluate(choice, model, Batch(), epoch).Backward(1);
        return model.named_parameters().ToDictionary(p => p.name, p => Values.Read(p.parameter.grad!));
    }

    private static ObjectiveValue Evaluate(
        ObjectiveOptions choice, VariationalAutoencoder model, ImageBatch batch, double epoch = 0) =>
        Objective.Create(TinyRecipe.Of(TinyRecipe.Networks("tanh"), objective: choice), Images, 1)
            .Evaluate(model, batch, batch.X, Noise(), epoch);

    private static RandomStream Noise() => new(4, RandomUse.Training);

    private static VariationalAutoencoder Model() => ModelFactory.Create(
        TinyRecipe.Of(TinyRecipe.Networks("tanh")), new ImageShape(1, 4, 4), 3, seed: 2);

    private static ImageBatch Batch()
    {
        using var random = new RandomStream(1, RandomUse.Evaluation);
        return new ImageBatch(random.Uniform(Images, 1, 4, 4).round(), zeros(Images, ScalarType.Int64));
    }
}
