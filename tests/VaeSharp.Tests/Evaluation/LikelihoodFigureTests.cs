using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

/// <summary>The figures of a decoder that gives zeros, whose distribution is known without a network.</summary>
public sealed class LikelihoodFigureTests
{
    private static readonly ImageShape Colour = new(3, 4, 5);

    private static readonly Dictionary<string, LikelihoodOptions> Choices = new()
    {
        ["categorical"] = new CategoricalOptions(),
        ["logistic-mixture"] = new LogisticMixtureOptions(4),
        ["gaussian-pixel-sigma"] = new PixelSigmaOptions(),
        ["laplace"] = new LaplaceOptions(),
        ["discretized-logistic"] = new DiscretizedLogisticOptions(),
    };

    public static TheoryData<string> Kinds() => [.. Choices.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bits_are_those_of_the_distribution_that_zeros_stand_for(string kind)
    {
        ImageDataset images = Toys.Images(40, Colour);
        Recipe recipe = Toys.Recipe(Choices[kind]);
        using VariationalAutoencoder model = Silent(recipe, images);

        EvaluationReport report = ModelEvaluation.Evaluate(model, images, recipe, 1);

        double expected = Enumerable.Range(0, 40).Average(i => Bits(kind, images.Image(i).ToArray()));
        Assert.Equal(0, report.Bound.RateNats!.Value, 1e-6);
        Values.Near(expected, report.BitsPerDimension!.Value, kind == "laplace" ? 1e-3 : 3e-4);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Log_likelihood_reconstructions_and_samples_are_to_be_had(string kind)
    {
        using var scope = NewDisposeScope();
        ImageDataset images = Toys.Images(12, Colour);
        Recipe recipe = Toys.Recipe(Choices[kind]);
        using VariationalAutoencoder model = Toys.Model(recipe, images);
        using var random = new RandomStream(1, RandomUse.Sampling);
        Tensor labels = tensor([0L, 1, 2]);

        double bound = ModelEvaluation.Evaluate(model, images, recipe, 1).Bound.NegativeElboNats!.Value;
        LikelihoodEstimate estimate = LikelihoodEstimate.Of(model, images, recipe, 20, 1);
        Tensor reconstructed = model.Reconstruct(random.Uniform(3, 3, 4, 5), labels);
        Tensor sampled = model.Sample(3, labels, random);
        Tensor drawn = model.Decode(random.Normal(3, model.Shape.Latents), labels).Sample(random);

        Assert.True(estimate.NegativeLogLikelihoodNats <= bound + 0.5, $"{estimate.NegativeLogLikelihoodNats} above {bound}");
        foreach (Tensor shown in (Tensor[])[reconstructed, sampled, drawn])
        {
            Assert.Equal([3, 3, 4, 5], shown.shape);
            Assert.True(isfinite(shown).all().item<bool>());
        }

        Assert.All(Toys.Floats(cat([reconstructed, sampled])), value => Assert.InRange(value, 0, 1));
    }

    // A mean of ½ and the scale that the likelihood starts from; densities are averaged over each level's part of [0, 1].
    private static double Bits(string kind, byte[] image) => kind switch
    {
        "categorical" => 8,
        "logistic-mixture" => image.Average(level =>
            -Math.Log2(LogisticMixtureExample.Probability(new double[12], 4, [level / 255.0]))),
        "gaussian-pixel-sigma" => image.Average(level => 8 - OfLevel(level, x =>
            DiagonalGaussianTests.LogDensity(x, 0.5, -2) / Math.Log(2))),
        "laplace" => image.Average(level => 8 - OfLevel(level, x =>
            (1 - Math.Log(2) - (Math.Abs(x - 0.5) * Math.E)) / Math.Log(2))),
        "discretized-logistic" => image.Average(level => -Math.Log2(Below(level + 0.5) - Below(level - 0.5))),
        _ => throw new ArgumentException($"'{kind}' is none of these.", nameof(kind)),
    };

    // The share of the logistic below an edge between levels; the outer levels take the tails.
    private static double Below(double edge) => edge switch
    {
        < 0 => 0,
        > 255 => 1,
        _ => 1 / (1 + Math.Exp((0.5 - (edge / 255)) * Math.Exp(2.7))),
    };

    private static double OfLevel(byte level, Func<double, double> log) =>
        256 * Quadrature.Simpson(log, level / 256.0, (level + 1) / 256.0, panels: 4);

    private static VariationalAutoencoder Silent(Recipe recipe, ImageDataset images)
    {
        VariationalAutoencoder model = Toys.Model(recipe, images);
        using var off = no_grad();
        foreach (var parameter in model.parameters())
        {
            parameter.zero_();
        }

        return model;
    }
}
