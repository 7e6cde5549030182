using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.Objectives;

/// <summary>Objectives that bound log p(x), beside its exact value.</summary>
public sealed class BoundTests
{
    private const int Batches = 40;
    private const int Images = 500;

    private static readonly double[] Mean = [0.3, -0.2];
    private static readonly double[] Variance = [0.5, 0.9];

    public static TheoryData<string> Tighter => ["iwae", "miwae", "ciwae", "piwae"];

    public static TheoryData<string> Looser => ["beta", "free-bits", "dip-i", "dip-ii"];

    [Theory]
    [MemberData(nameof(Tighter))]
    public void Bound_of_several_samples_lies_between_the_elbo_and_the_evidence(string kind)
    {
        LinearGaussian world = LinearGaussian.Dependent;
        double evidence = world.LogEvidence();

        (double bound, double error) = Bound(Choice(kind), world, Mean, Variance);

        Assert.True(bound < evidence + (3 * error), $"{bound} is above {evidence}");
        Assert.True(bound > evidence - world.KlToPosterior(Mean, Variance) + (3 * error), $"{bound} is no tighter than the ELBO");
    }

    [Fact]
    public void Bounds_stand_in_the_order_of_the_samples_within_one_logarithm()
    {
        LinearGaussian world = LinearGaussian.Dependent;
        double elbo = world.LogEvidence() - world.KlToPosterior(Mean, Variance);
        (double iwae, double error) = Bound(Choice("iwae"), world, Mean, Variance);
        (double miwae, double other) = Bound(Choice("miwae"), world, Mean, Variance);
        (double ciwae, double third) = Bound(Choice("ciwae"), world, Mean, Variance);

        Assert.True(iwae > miwae + (3 * (error + other)), $"{iwae} beside {miwae}");
        Values.Near((0.3 * elbo) + (0.7 * iwae), ciwae, 3 * (error + third));
    }

    [Theory]
    [MemberData(nameof(Tighter))]
    public void Bound_is_the_evidence_where_q_is_the_exact_posterior(string kind)
    {
        LinearGaussian world = LinearGaussian.Independent;
        (double[] mean, double a, _, double c) = world.Posterior();

        (double bound, _) = Bound(Choice(kind), world, mean, [a, c]);

        Values.Near(world.LogEvidence(), bound, 2e-5);
    }

    [Theory]
    [MemberData(nameof(Looser))]
    public void What_weighs_more_than_the_elbo_bounds_it_and_so_the_evidence(string kind)
    {
        LinearGaussian world = LinearGaussian.Dependent;

        (double bound, double error) = Bound(Choice(kind), world, Mean, Variance);

        Assert.True(bound < world.LogEvidence() - world.KlToPosterior(Mean, Variance) + (3 * error), $"{bound}");
    }

    private static ObjectiveOptions Choice(string kind) => kind switch
    {
        "iwae" => new IwaeOptions(6),
        "miwae" => new MiwaeOptions(3, 2),
        "ciwae" => new CiwaeOptions(6, 0.3),
        "piwae" => new PiwaeOptions(3, 2),
        "beta" => new ElboOptions(Beta: 2),
        "free-bits" => new ElboOptions(FreeBits: 0.5), // more than either dimension's rate
        "dip-i" => new DipIOptions(5, 5),
        _ => new DipIIOptions(5, 5),
    };

    private static (double Mean, double Error) Bound(
        ObjectiveOptions choice, LinearGaussian world, double[] mean, double[] variance)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = world.Model(mean, variance);
        using var random = new RandomStream(6, RandomUse.Training);
        Objective objective = Objective.Create(
            TinyRecipe.Of(TinyRecipe.Networks("tanh"), latents: 2, objective: choice), Images, seed: 1);
        Tensor x = world.Images(Images);
        var batch = new ImageBatch(x, zeros(Images, ScalarType.Int64));
        double[] each =
        [
            .. Enumerable.Range(0, Batches).Select(_ =>
                -(double)objective.Evaluate(model, batch, x, random, epoch: 0).Loss.item<float>()),
        ];
        double average = each.Average();
        return (average, Math.Sqrt(each.Average(v => (v - average) * (v - average)) / Batches));
    }
}
