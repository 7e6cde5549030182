using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Tests.Training.PriorFits;
using VaeSharp.Training.PriorFits;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Priors;

/// <summary>Rectified flows against mixtures of Gaussians, whose velocities and densities are known.</summary>
public sealed class RectifiedFlowTests
{
    private static readonly LatentGroup Plane = new(1, 1, 2);

    [Fact]
    public void The_density_of_an_exact_velocity_is_exact_within_its_error()
    {
        using var scope = NewDisposeScope();
        GaussianMixture mixture = MixtureFitTests.Known();
        Tensor z = MixtureFitTests.Draw(300, 3);

        (Tensor log, Tensor error) = FlowDensity.Of((x, t) => ExactVelocity(mixture, x.squeeze(1), t).unsqueeze(1), z.unsqueeze(1));

        double[] off = Values.Read((log - mixture.LogProbability(z)).abs());
        Assert.InRange(off.Average(), 0, 0.01);
        Assert.InRange(off.Average(), 0, 3 * Values.Read(error).Average() + 1e-4);
    }

    [Theory]
    [InlineData(3)] // the derivative of each dimension by itself
    [InlineData(40)] // random signs, which are exact where dimensions do not mix
    public void The_density_of_a_gaussian_is_exact_in_few_dimensions_and_in_many(int dimension)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(4, RandomUse.Evaluation);
        Tensor variance = 0.2 + random.Uniform(dimension);
        var gaussian = new DiagonalGaussian(random.Normal(1, dimension), variance.log().unsqueeze(0));
        var mixture = new GaussianMixture(gaussian, zeros(1));
        Tensor z = mixture.Sample(50, random);

        (Tensor log, _) = FlowDensity.Of((x, t) => ExactVelocity(mixture, x.squeeze(1), t).unsqueeze(1), z.unsqueeze(1));

        Values.Near(0, (log - mixture.LogProbability(z)).abs().max().item<float>(), 2e-3 * dimension);
    }

    [Fact]
    public void A_fit_recovers_a_known_mixture_in_moments_marginals_and_density()
    {
        using var scope = NewDisposeScope();
        GaussianMixture mixture = MixtureFitTests.Known();
        var choice = new RectifiedFlowOptions(Width: 64, Layers: 3);
        using Prior prior = ModelFactory.CreatePrior(choice, 2, seed: 1);
        var train = new EncodedSet(MixtureFitTests.Draw(20_000, 20), zeros(20_000, ScalarType.Int64));
        using var trainer = new PriorTrainer(prior, train, null, FitSettings.For(choice, 25, rate: 2e-3));
        PriorTrainerTests.Fit(trainer);
        Tensor fresh = MixtureFitTests.Draw(300, 21);

        trainer.WithAverage(() =>
        {
            using var random = new RandomStream(2, RandomUse.Sampling);
            Tensor drawn = prior.Sample(2000, null, random);
            Tensor expected = MixtureFitTests.Draw(100_000, 22);
            Values.Near(0, (drawn.mean([0L]) - expected.mean([0L])).abs().max().item<float>(), 0.2);
            Values.Near(0, (drawn.std(0) - expected.std(0)).abs().max().item<float>(), 0.12);
            for (int d = 0; d < 2; d++)
            {
                int column = d;
                double far = GoodnessOfFit.Kolmogorov(
                    Values.ReadSingle(drawn.select(1, d).contiguous()), x => MixtureFitTests.Cumulative(column, x));
                Assert.InRange(far / Math.Sqrt(2000), 0, 0.06); // 0.03 of which are the samples' own
            }

            double[] apart = Values.Read(mixture.LogProbability(fresh) - prior.LogProbability(fresh, null));
            Assert.InRange(apart.Average(), -0.1, 0.1); // KL of the mixture from the fit
            Assert.InRange(apart.Average(Math.Abs), 0, 0.3);
            return true;
        });
    }

    [Fact]
    public void Latents_of_a_grid_agree_between_positions_and_with_the_label_as_those_of_the_fit_do()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(5, RandomUse.Training);
        Tensor label = random.Integers(2, 2000);
        Tensor one = (2.0 * ((2 * label) - 1)).unsqueeze(1) + random.Normal(2000, 1); // around −2 or 2
        EncodedSet train = new(one.repeat(1, 4) + (0.1 * random.Normal(2000, 4)), label); // 2×2 positions alike
        var choice = new RectifiedFlowOptions(Width: 32, Layers: 2, Heads: 2, Labels: true);
        using Prior prior = ModelFactory.CreatePrior(
            choice, new PriorInputs(4) { Layer = new LatentGroup(2, 2, 1), Classes = 2 }, seed: 1);
        using var trainer = new PriorTrainer(
            prior, train, null, FitSettings.For(choice, 40, batch: 100, rate: 3e-3) with { LabelDropout = 0.1 });
        PriorTrainerTests.Fit(trainer);
        using var noise = new RandomStream(6, RandomUse.Sampling);

        Tensor drawn = prior.Sample(500, prior.LabelOf(ones(500, ScalarType.Int64)), noise); // [500, 4]

        using var mode = no_grad();
        Values.Near(2, drawn.mean().item<float>(), 0.4);
        Values.Near(1, drawn.mean([1L]).std().item<float>(), 0.3);
        Assert.InRange((drawn - drawn.mean([1L], keepdim: true)).std().item<float>(), 0, 0.35);
    }

    [Fact]
    public void Guidance_of_one_is_none_and_of_zero_forgets_the_label()
    {
        using var scope = NewDisposeScope();
        using Prior prior = Shaken();
        Tensor label = prior.LabelOf(full(20, 1, ScalarType.Int64))!;

        Assert.Equal(Drawn(label, new()), Drawn(label, new(Guidance: 1)));
        Assert.Equal(Drawn(null, new()), Drawn(label, new(Guidance: 0)));
        Assert.NotEqual(Drawn(label, new()), Drawn(label, new(Guidance: 3)));

        float[] Drawn(Tensor? y, PriorSampling how)
        {
            using var random = new RandomStream(15, RandomUse.Sampling);
            return Values.ReadSingle(prior.Sample(20, y, random, how));
        }
    }

    [Fact]
    public void Heun_comes_nearer_to_the_equations_end_than_euler_with_as_many_evaluations()
    {
        using var scope = NewDisposeScope();
        using Prior prior = Shaken();
        Tensor end = Drawn(new(Steps: 800));

        double heun = (Drawn(new(Steps: 40)) - end).norm().item<float>();
        double euler = (Drawn(new(Steps: 80, Euler: true)) - end).norm().item<float>();

        Assert.True(heun < 0.5 * euler && euler > 1e-3, $"{heun} against {euler}");

        Tensor Drawn(PriorSampling how)
        {
            using var random = new RandomStream(16, RandomUse.Sampling);
            return prior.Sample(50, null, random, how);
        }
    }

    // Far from the zero velocity that it starts with.
    private static RectifiedFlowPrior Shaken()
    {
        RandomStream.SeedInitialization(7);
        var prior = new RectifiedFlowPrior(Plane, 16, 2, 2, classes: 3);
        using var mode = no_grad();
        using var random = new RandomStream(8, RandomUse.Initialization);
        foreach (Tensor parameter in prior.parameters())
        {
            parameter.add_(0.2 * random.Normal(parameter.shape));
        }

        return prior;
    }

    // E[x₁ − x₀ | xₜ] for x₁ from the mixture: Gaussians stay Gaussians on straight lines, and mix by their responsibilities.
    private static Tensor ExactVelocity(GaussianMixture mixture, Tensor x, Tensor time)
    {
        Tensor t = time.view(-1, 1, 1); // [B, 1, 1]
        Tensor mean = mixture.Components.Mean.unsqueeze(0); // [1, K, D]
        Tensor variance = mixture.Components.LogVariance.exp().unsqueeze(0);
        Tensor spread = (1 - t).square() + (t.square() * variance); // [B, K, D]
        Tensor apart = x.unsqueeze(1) - (t * mean);
        Tensor share = (mixture.LogWeights.log_softmax(0).unsqueeze(0)
            - (0.5 * ((apart.square() / spread) + spread.log()).sum(2))).softmax(1); // [B, K]
        Tensor each = mean + (((t * variance) - (1 - t)) / spread * apart);
        return (share.unsqueeze(2) * each).sum(1); // [B, D]
    }
}
