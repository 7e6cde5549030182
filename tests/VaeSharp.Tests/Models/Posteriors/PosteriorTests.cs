using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Priors;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Posteriors;

/// <summary>Whole models with each posterior.</summary>
public sealed class PosteriorTests
{
    private static readonly ImageShape Shape = new(1, 4, 4);

    [Theory]
    [InlineData("full-gaussian", GradientEstimator.Reparameterized)]
    [InlineData("planar-flow", GradientEstimator.Reparameterized)]
    [InlineData("iaf", GradientEstimator.Reparameterized)]
    [InlineData("full-gaussian", null)]
    [InlineData("planar-flow", null)]
    [InlineData("iaf", null)]
    public void Gradient_is_the_slope_of_the_loss(string kind, GradientEstimator? weighed)
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model(kind);
        model.to(ScalarType.Float64);
        using var pixels = new RandomStream(4, RandomUse.Training);
        Tensor x = pixels.Uniform(4, 1, 4, 4).round().to(ScalarType.Float64);
        Tensor[] way = [.. model.parameters().Select((p, i) => Noise((ulong)i, p.shape) / Math.Sqrt(p.numel()))];
        const double Step = 1e-6;

        Loss().backward();

        double slope = model.parameters().Zip(way, (p, d) => (p.grad! * d).sum().item<double>()).Sum();
        using var gradients = no_grad();
        Values.Near((At(Step) - At(-Step)) / (2 * Step), slope, 1e-6, 1e-6);

        Tensor Loss()
        {
            using var random = new RandomStream(3, RandomUse.Training);
            return weighed is { } estimator
                ? model.SampleImportanceWeights(x, null, random, 3, estimator: estimator).Bound().mean()
                : model.Elbo(x, null, random).Loss();
        }

        double At(double by)
        {
            Move(by);
            double loss = Loss().item<double>();
            Move(-by);
            return loss;
        }

        void Move(double by)
        {
            foreach ((Tensor parameter, Tensor direction) in model.parameters().Zip(way))
            {
                parameter.add_(by * direction);
            }
        }
    }

    [Theory]
    [InlineData("full-gaussian")]
    [InlineData("planar-flow")]
    [InlineData("iaf")]
    [InlineData("vmf")]
    public void Gradient_reaches_every_parameter(string kind)
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model(kind);
        using var random = new RandomStream(2, RandomUse.Training);

        model.Elbo(random.Uniform(6, 1, 4, 4), null, random).Loss().backward();

        Assert.All(
            model.named_parameters(),
            p => Assert.True(p.parameter.grad!.abs().max().item<float>() > 0, $"{kind}: {p.name}"));
    }

    // The three estimators differ in noise alone: of one sample all have the ELBO's gradient on average.
    [Theory]
    [InlineData("full-gaussian")]
    [InlineData("planar-flow")]
    [InlineData("iaf")]
    [InlineData("vmf")]
    public void Estimators_agree_on_the_gradient_of_one_sample(string kind)
    {
        const int Rounds = 100;
        const int Images = 80;
        using VariationalAutoencoder model = Model(kind);
        (double plain, double noise) = Slope(GradientEstimator.Reparameterized);
        foreach (GradientEstimator other in
            (GradientEstimator[])[GradientEstimator.StickingTheLanding, GradientEstimator.DoublyReparameterized])
        {
            (double mean, double error) = Slope(other);

            Values.Near(plain, mean, 4 * Math.Sqrt((noise * noise) + (error * error)));
        }

        (double Mean, double Error) Slope(GradientEstimator estimator)
        {
            var slopes = new List<double>();
            for (int round = 0; round < Rounds; round++)
            {
                using var scope = NewDisposeScope();
                using var random = new RandomStream(3, RandomUse.Training, round);
                Tensor x = full(Images, 1, 4, 4, 0.4f);
                model.zero_grad();
                ImportanceWeights weights = model.SampleImportanceWeights(x, null, random, 1, estimator: estimator);
                weights.GradientScale.Factor = ones(Images, 1);
                weights.Bound().sum().backward();
                slopes.Add(model.InferenceParameters.Select((p, i) => (p.grad! * Noise((ulong)i, p.shape)).sum().item<double>())
                    .Sum());
            }

            return Moments.Of(slopes);
        }
    }

    [Fact]
    public void Full_covariance_reaches_the_exact_posterior_where_dimensions_depend_on_each_other()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        LinearGaussian world = LinearGaussian.Dependent;
        (double[] mean, double a, double b, double c) = world.Posterior();
        double first = Math.Sqrt(a); // Cholesky by hand
        double[] scale = [first, 0, b / first, Math.Sqrt(c - (b * b / a))];
        using VariationalAutoencoder model = world.Model(new FixedPosterior(mean, scale));
        using var random = new RandomStream(3, RandomUse.Evaluation);
        Tensor x = tensor([.. world.Image.Select(v => (float)v)], [1, 1, 2, 2]).expand(50, -1, -1, -1);

        double[] weights = Values.Read(model.SampleImportanceWeights(x, null, random, 4).Log);

        Assert.True(Math.Abs(b) > 0.02);
        Assert.All(weights, weight => Values.Near(world.LogEvidence(), weight, 2e-5));
    }

    [Fact]
    public void Uniform_prior_has_the_density_of_its_area_and_draws_all_ways_alike()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(3, RandomUse.Sampling);
        using var prior = new UniformSpherePrior(4);
        Tensor z = prior.Sample(40_000, null, random);
        var law = new AngleLaw(4, 0);

        Assert.True((z.norm(1) - 1).abs().max().item<float>() < 1e-6);
        Values.Near(-Math.Log(2 * Math.PI * Math.PI), prior.LogProbability(z, null)[7].item<float>(), 1e-6);
        foreach (int i in (int[])[0, 3])
        {
            (double mean, double error) = Moments.Of(Values.Read(z.select(1, i)));
            Values.Near(0, mean, 4 * error);
            (mean, error) = Moments.Of(Values.Read(z.select(1, i).square()));
            Values.Near(0.25, mean, 4 * error);
            double[] few = Values.Read(z[..2_000].select(1, i)); // each asks for an integral
            Assert.InRange(GoodnessOfFit.Kolmogorov([.. few.Select(v => (float)Math.Acos(v))], law.Cumulative), 0, 2.2);
        }

        Assert.Null(prior.RatePerDimension(DiagonalGaussian.Standard(4), null));
    }

    private static Tensor Noise(ulong seed, long[] shape)
    {
        using var random = new RandomStream(seed, RandomUse.Evaluation);
        return random.Normal(shape).to(ScalarType.Float64);
    }

    private static VariationalAutoencoder Model(string kind)
    {
        VariationalAutoencoder model = ModelFactory.Create(
            TinyRecipe.Of(
                TinyRecipe.Networks("tanh"), posterior: TinyRecipe.Posterior(kind),
                prior: kind == "vmf" ? new UniformSphereOptions() : new MixtureOptions(4)),
            Shape, 3, seed: 3);
        Moments.Shake(model, 0.1);
        return model;
    }

    private sealed class FixedPosterior(double[] mean, double[] scale) : Posterior(nameof(FixedPosterior), 2)
    {
        public override LatentDistribution forward(Tensor features) => new FullGaussian(
            tensor([.. mean.Select(v => (float)v)], [1, 2]).expand(features.shape[0], -1),
            tensor([.. scale.Select(v => (float)v)], [1, 2, 2]).expand(features.shape[0], -1, -1));
    }
}
