using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.Objectives;

/// <summary>Gradients of bounds in a model whose evidence is known, without and with warm-up.</summary>
public sealed class GradientEstimatorTests
{
    private static readonly double[] Mean = [0.3, -0.2];
    private static readonly double[] Variance = [0.5, 0.9];

    private static LinearGaussian World { get; } = LinearGaussian.Dependent;

    [Theory]
    [InlineData(GradientEstimator.Reparameterized, 1)]
    [InlineData(GradientEstimator.StickingTheLanding, 1)]
    [InlineData(GradientEstimator.DoublyReparameterized, 1)]
    [InlineData(GradientEstimator.Reparameterized, 0.4)]
    [InlineData(GradientEstimator.StickingTheLanding, 0.4)]
    [InlineData(GradientEstimator.DoublyReparameterized, 0.4)]
    public void Gradient_of_one_sample_is_the_slope_of_the_exact_elbo(GradientEstimator estimator, double rateWeight)
    {
        (double[] gradient, double[] error) = MeanGradient(estimator, 1, 100_000, rateWeight);
        for (int i = 0; i < 4; i++)
        {
            Values.Near(Slope(i), gradient[i], 4 * error[i]);
        }

        double Slope(int i)
        {
            const double Step = 1e-5;
            return (Elbo(i, Step) - Elbo(i, -Step)) / (2 * Step);
        }

        double Elbo(int i, double by)
        {
            (double[] mean, double[] variance) = Moved(i, by);
            double rate = mean.Zip(variance, (m, v) => 0.5 * (v + (m * m) - 1 - Math.Log(v))).Sum();
            return World.LogEvidence() - World.KlToPosterior(mean, variance) + ((1 - rateWeight) * rate);
        }
    }

    [Theory]
    [InlineData(1, 0, 0.7)]
    [InlineData(0.4, 0, 1)]
    [InlineData(1, 0.5, 1)]
    [InlineData(0.4, 0.5, 1)]
    public void Doubly_reparameterised_gradient_of_many_samples_is_unbiased_and_less_noisy(
        double rateWeight, double elboShare, double noise)
    {
        const int Images = 20_000;
        (double[] plain, double[] plainError) = Gradient(GradientEstimator.Reparameterized);
        (double[] doubly, double[] doublyError) = Gradient(GradientEstimator.DoublyReparameterized);
        for (int i = 0; i < 4; i++)
        {
            Values.Near(plain[i], doubly[i], 4 * (plainError[i] + doublyError[i]));
            Assert.True(doublyError[i] < noise * plainError[i], $"{doublyError[i]} beside {plainError[i]}");
        }

        (double[] Mean, double[] Error) Gradient(GradientEstimator estimator) =>
            MeanGradient(estimator, 8, Images, rateWeight, elboShare: elboShare);
    }

    // The differences have the noise of the plain gradient, whose draws they share.
    [Theory]
    [InlineData(8, 1, GradientEstimator.Reparameterized)]
    [InlineData(8, 1, GradientEstimator.DoublyReparameterized)]
    [InlineData(4, 2, GradientEstimator.Reparameterized)]
    [InlineData(4, 2, GradientEstimator.DoublyReparameterized)]
    public void Gradient_of_many_samples_is_the_slope_of_their_bound(int samples, int groups, GradientEstimator estimator)
    {
        const int Images = 20_000;
        const double Step = 0.02;
        bool same = estimator == GradientEstimator.Reparameterized;
        (_, double[] noise) = MeanGradient(GradientEstimator.Reparameterized, samples, Images, groups: groups);
        (double[] gradient, double[] error) = MeanGradient(estimator, samples, Images, groups: groups);
        for (int i = 0; i < 4; i++)
        {
            double slope = (Bound(i, Step) - Bound(i, -Step)) / (2 * Step);
            Values.Near(slope, gradient[i], same ? 1e-3 : 4 * (error[i] + noise[i]));
        }

        double Bound(int i, double by)
        {
            using var scope = NewDisposeScope();
            (double[] mean, double[] variance) = Moved(i, by);
            using VariationalAutoencoder model = World.Model(mean, variance);
            using var random = new RandomStream(5, RandomUse.Training);
            Tensor x = World.Images(Images);
            var batch = new ImageBatch(x, zeros(Images, ScalarType.Int64));
            return -new ImportanceObjective(samples, groups).Evaluate(model, batch, x, random, epoch: 0).Loss.item<float>();
        }
    }

    [Fact]
    public void Gradient_through_the_samples_alone_does_not_vary_where_q_is_exact()
    {
        LinearGaussian world = LinearGaussian.Independent;
        (double[] mean, double a, _, double c) = world.Posterior();

        double[] sticking = Error(GradientEstimator.StickingTheLanding);
        double[] plain = Error(GradientEstimator.Reparameterized);

        Assert.All(sticking.Zip(plain), pair => Assert.True(pair.First < 1e-4 * pair.Second));

        double[] Error(GradientEstimator estimator) =>
            MeanGradient(estimator, 1, 1000, world: world, mean: mean, variance: [a, c]).Error;
    }

    // The i-th of two means and two logarithms of variances, moved.
    private static (double[] Mean, double[] Variance) Moved(int i, double by) =>
        ([.. Mean.Select((m, d) => m + (d == i ? by : 0))], [.. Variance.Select((v, d) => v * Math.Exp(d + 2 == i ? by : 0))]);

    // Each image has parameters of its own, so that one backward pass gives as many independent gradients.
    private static (double[] Mean, double[] Error) MeanGradient(
        GradientEstimator estimator, int samples, int images, double rateWeight = 1, double elboShare = 0, int groups = 1,
        LinearGaussian? world = null, double[]? mean = null, double[]? variance = null)
    {
        using var scope = NewDisposeScope();
        world ??= World;
        var posterior = new FreePosterior(mean ?? Mean, variance ?? Variance, images);
        using VariationalAutoencoder model = world.Model(posterior);
        using var random = new RandomStream(5, RandomUse.Training);
        var objective = new ImportanceObjective(samples, groups, elboShare, estimator: estimator, warmupEpochs: 1);
        Tensor x = world.Images(images);
        var batch = new ImageBatch(x, zeros(images, ScalarType.Int64));
        ObjectiveValue value = objective.Evaluate(model, batch, x, random, epoch: rateWeight); // β goes from 0 to 1 in it
        (-images * value.Loss).backward();
        double[] each = Values.Read(cat([posterior.Means.grad!, posterior.LogVariances.grad!], 1)); // [images, 4]
        double[] average = [.. Enumerable.Range(0, 4).Select(i => Column(i).Average())];
        double[] error =
        [
            .. Enumerable.Range(0, 4).Select(i =>
                Math.Sqrt(Column(i).Average(g => (g - average[i]) * (g - average[i])) / images)),
        ];
        return (average, error);

        IEnumerable<double> Column(int i) => Enumerable.Range(0, images).Select(image => each[(image * 4) + i]);
    }

    private sealed class FreePosterior : Posterior
    {
        private readonly Parameter means;
        private readonly Parameter log_variances;

        public FreePosterior(double[] mean, double[] variance, int images)
            : base(nameof(FreePosterior), 2)
        {
            means = new Parameter(Rows(mean, images));
            log_variances = new Parameter(Rows([.. variance.Select(v => Math.Log(v))], images));
            RegisterComponents();
        }

        public Parameter Means => means;

        public Parameter LogVariances => log_variances;

        public override LatentDistribution forward(Tensor features) => new DiagonalGaussian(means, log_variances);

        private static Tensor Rows(double[] values, long count) =>
            tensor([.. values.Select(v => (float)v)], [1, 2]).repeat(count, 1);
    }
}
