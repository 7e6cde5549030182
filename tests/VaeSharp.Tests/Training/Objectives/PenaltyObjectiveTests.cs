using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Statistics;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.Objectives;

/// <summary>Objectives that add to the ELBO, or take from it: what they come to, and what of them is no bound.</summary>
public sealed class PenaltyObjectiveTests
{
    private const int Images = 8;
    private const int Population = 200;

    public static TheoryData<string> Neutral =>
        ["elbo", "capacity", "beta-tc", "factor-vae", "dip-i", "dip-ii", "info-vae"];

    [Theory]
    [MemberData(nameof(Neutral))]
    public void At_neutral_settings_the_loss_is_the_negative_elbo(string kind)
    {
        ObjectiveOptions choice = kind switch
        {
            "capacity" => new CapacityOptions(Gamma: 1, Capacity: 0),
            "beta-tc" => new BetaTcOptions(Correlation: 1),
            "factor-vae" => new FactorVaeOptions(Gamma: 0, Width: 8, Layers: 2),
            "dip-i" => new DipIOptions(0, 0),
            "dip-ii" => new DipIIOptions(0, 0),
            "info-vae" => new InfoVaeOptions(Alpha: 0, Lambda: 1),
            _ => new ElboOptions(),
        };

        (double loss, double distortion, double rate) = Evaluate(choice);

        Values.Near(distortion + rate, loss, 1e-5, 1e-6);
        Assert.True(rate > 0.1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2.5)]
    [InlineData(3, 7.5)]
    [InlineData(4, 10)]
    [InlineData(9, 10)]
    public void Capacity_rises_evenly_and_the_rate_is_held_to_it(double epoch, double capacity)
    {
        var choice = new CapacityOptions(Gamma: 30, Capacity: 10, RampEpochs: 4);

        (double loss, double distortion, double rate) = Evaluate(choice, epoch);

        Assert.Equal(capacity, new CapacityObjective(choice).Capacity(epoch), 12);
        Values.Near(distortion + (30 * Math.Abs(rate - capacity)), loss, 1e-4);
    }

    [Fact]
    public void Beta_tc_weighs_each_part_of_the_rate()
    {
        using var scope = NewDisposeScope();
        RateParts parts = Of(model =>
        {
            Elbo elbo = model.Elbo(Batch().X, null, Noise());
            return RateParts.Of(elbo.Posterior!, elbo.Z!, Population);
        });

        (double loss, double distortion, double rate) = Evaluate(new BetaTcOptions(6, Information: 0.5, Dimensions: 2));

        double expected = distortion + rate - (0.5 * Mean(parts.Information)) + (5 * Mean(parts.Correlation))
            + Mean(parts.Dimensions);
        Values.Near(expected, loss, 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Info_vae_and_wae_add_the_distance_of_the_latents_from_samples_of_the_prior(bool wae)
    {
        using var scope = NewDisposeScope();
        double distance = Of(model =>
        {
            using RandomStream noise = Noise();
            Tensor z = model.Elbo(Batch().X, null, noise).Z!;
            return new MaximumMeanDiscrepancy(DiscrepancyKernel.Rbf, 2 * 3 * 0.25)
                .Unbiased(z, noise.Normal(Images, 3)).item<float>();
        });

        (double loss, double distortion, double rate) = Evaluate(wae
            ? new WaeMmdOptions(40, DiscrepancyKernel.Rbf, Scale: 0.5)
            : new InfoVaeOptions(0.25, 40, DiscrepancyKernel.Rbf, Scale: 0.5));

        Values.Near(distortion + (wae ? 40 * distance : (0.75 * rate) + (39.25 * distance)), loss, 1e-4);
        Assert.True(Math.Abs(distance) > 1e-3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dip_adds_the_penalty_of_its_covariance(bool first)
    {
        using var scope = NewDisposeScope();
        double penalty = Of(model =>
        {
            var q = (DiagonalGaussian)model.Encode(Batch().X).Posterior;
            return LatentCovariance.Penalty(
                first ? LatentCovariance.OfMeans(q.Mean) : LatentCovariance.OfLatents(q), 5, 10).item<float>();
        });

        (double loss, double distortion, double rate) = Evaluate(first ? new DipIOptions(5, 10) : new DipIIOptions(5, 10));

        Values.Near(distortion + rate + penalty, loss, 1e-4);
        Assert.True(penalty > 0.1);
    }

    [Theory]
    [InlineData("""{ "kind": "elbo" }""", LossMeaning.NegativeElbo)]
    [InlineData("""{ "kind": "elbo", "beta": 4 }""", LossMeaning.Bound)]
    [InlineData("""{ "kind": "elbo", "freeBits": 0.5 }""", LossMeaning.Bound)]
    [InlineData("""{ "kind": "elbo", "beta": 0.5 }""", LossMeaning.NoBound)]
    [InlineData("""{ "kind": "elbo", "warmupEpochs": 1 }""", LossMeaning.NoBound)]
    [InlineData("""{ "kind": "elbo", "cycles": 4 }""", LossMeaning.NoBound)]
    [InlineData("""{ "kind": "iwae", "samples": 5 }""", LossMeaning.Bound)]
    [InlineData("""{ "kind": "iwae", "samples": 5, "warmupEpochs": 1 }""", LossMeaning.NoBound)]
    [InlineData("""{ "kind": "dip-ii", "offDiagonal": 5, "diagonal": 5 }""", LossMeaning.Bound)]
    [InlineData("""{ "kind": "capacity", "gamma": 1, "capacity": 5 }""", LossMeaning.NoBound)]
    [InlineData("""{ "kind": "factor-vae", "gamma": 5 }""", LossMeaning.NoBound)]
    [InlineData("""{ "kind": "rae-gp", "latent": 1, "penalty": 1 }""", LossMeaning.NoBound)]
    public void A_loss_is_called_a_bound_only_where_it_is_one(string objective, LossMeaning expected) =>
        Assert.Equal(expected, RecipeCatalog.Open("mnist", ["objective=" + objective]).Objective.Meaning);

    [Fact]
    public void Every_objective_says_what_bound_it_is_and_no_other_choice_does()
    {
        Assert.All(ChoiceCatalog.All, c => Assert.Equal(c.Choice == "objective", c.Bound is not null));
        Assert.Equal(
            ["capacity", "beta-tc", "factor-vae", "info-vae", "wae-mmd", "rae-l2", "rae-gp", "m2"],
            ChoiceCatalog.All.Where(c => c.Bound?.StartsWith("none", StringComparison.Ordinal) == true).Select(c => c.Kind));
    }

    private static (double Loss, double Distortion, double Rate) Evaluate(ObjectiveOptions choice, double epoch = 0)
    {
        using var scope = NewDisposeScope();
        return Of(model =>
        {
            Objective objective = Objective.Create(
                TinyRecipe.Of(TinyRecipe.Networks("tanh"), objective: choice), Population, seed: 1);
            using Adversary? adversary = objective.Adversary;
            ImageBatch batch = Batch();
            ObjectiveValue value = objective.Evaluate(model, batch, batch.X, Noise(), epoch);
            return (value.Loss.item<float>(), Mean(value.Distortion), Mean(value.Rate!));
        });
    }

    private static T Of<T>(Func<VariationalAutoencoder, T> measure)
    {
        using VariationalAutoencoder model = ModelFactory.Create(
            TinyRecipe.Of(TinyRecipe.Networks("tanh")), new ImageShape(1, 4, 4), 3, seed: 2);
        using var gradients = no_grad();
        foreach (Tensor weight in model.parameters())
        {
            weight.mul_(2); // latents that are far from the prior
        }

        return measure(model);
    }

    private static double Mean(Tensor values) => values.mean().item<float>();

    private static RandomStream Noise() => new(4, RandomUse.Training);

    private static ImageBatch Batch()
    {
        using var random = new RandomStream(1, RandomUse.Evaluation);
        return new ImageBatch(random.Uniform(Images, 1, 4, 4).round(), zeros(Images, ScalarType.Int64));
    }
}
