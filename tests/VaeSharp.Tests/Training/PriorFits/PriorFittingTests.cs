using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training.PriorFits;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.PriorFits;

public sealed class PriorFittingTests
{
    private const ulong Seed = 4;

    [Fact]
    public void A_mixture_is_that_of_expectation_maximisation()
    {
        using var scope = NewDisposeScope();
        Tensor points = MixtureFitTests.Draw(500, 20);
        using Prior prior = ModelFactory.CreatePrior(new MixtureOptions(3), 2, Seed);
        using var random = new RandomStream(Seed, RandomUse.Initialization);
        MixtureFitResult expected = MixtureFit.Fit(points, 3, random);

        IReadOnlyList<double>? course = PriorFitting.TryAtOnce(prior, points, Seed);

        Assert.Equal(expected.LogLikelihoods, course);
        using var mode = no_grad();
        Tensor apart = expected.Mixture.LogProbability(points.to(float64)) - prior.LogProbability(points, null);
        Values.Near(0, apart.abs().max().to(float32).item<float>(), 1e-5);
    }

    [Fact]
    public void Any_other_prior_is_left_as_it_is()
    {
        using var scope = NewDisposeScope();
        using Prior prior = ModelFactory.CreatePrior(new RealNvpOptions(2, 8), 2, Seed);
        float[] before = Weights(prior);

        Assert.Null(PriorFitting.TryAtOnce(prior, MixtureFitTests.Draw(100, 20), Seed));
        Assert.Equal(before, Weights(prior));
    }

    [Fact]
    public void What_needs_more_of_the_model_than_its_number_of_latents_cannot_be_fitted() =>
        Assert.All(
            ChoiceCatalog.Kinds.Of(typeof(PriorOptions)).Select(kind => (PriorOptions)kind.Example)
                .Where(prior => !prior.CanBeFitted || prior.IsOver(LatentSpace.Codes)),
            prior => Assert.Throws<ArgumentException>(() => ModelFactory.CreatePrior(prior, 2, Seed)));

    private static float[] Weights(Prior prior) =>
        [.. prior.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray())];
}
