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

        IReadOnlyList<double> course = PriorFitting.Fit(prior, points, epochs: 1, Seed);

        Assert.Equal(expected.LogLikelihoods, course);
        using var mode = no_grad();
        Values.Near(0, (expected.Mixture.LogProbability(points.to(float64)) - prior.LogProbability(points, null)).abs().max().to(float32).item<float>(), 1e-5);
    }

    [Fact]
    public void A_flow_is_that_of_gradient_ascent()
    {
        using var scope = NewDisposeScope();
        Tensor points = MixtureFitTests.Draw(1000, 20);
        using Prior prior = ModelFactory.CreatePrior(new RealNvpOptions(2, 8), 2, Seed);
        using Prior same = ModelFactory.CreatePrior(new RealNvpOptions(2, 8), 2, Seed);

        Assert.Equal(FlowFit.Fit(same, points, 2, Seed), PriorFitting.Fit(prior, points, 2, Seed));
    }

    [Fact]
    public void What_needs_more_of_the_model_than_its_number_of_latents_cannot_be_fitted() =>
        Assert.All(
            ChoiceCatalog.Kinds.Of(typeof(PriorOptions)).Select(kind => (PriorOptions)kind.Example).Where(prior => !prior.CanBeFitted),
            prior => Assert.Throws<ArgumentException>(() => ModelFactory.CreatePrior(prior, 2, Seed)));
}
