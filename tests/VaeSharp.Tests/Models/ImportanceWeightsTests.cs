using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>Bounds of several samples in a model whose evidence is known.</summary>
public sealed class ImportanceWeightsTests
{
    private static readonly LinearGaussian World = new(
        new[,] { { 0.9, 0.7 }, { 0.1, 0.5 }, { -0.4, 0.2 }, { 0.3, 0.3 } }, -0.7);

    private static readonly double[] Mean = [0.3, -0.2];
    private static readonly double[] Variance = [0.5, 0.9];

    [Fact]
    public void Bound_of_one_sample_is_its_elbo()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = World.Model(Mean, Variance);
        ImportanceWeights weights = Weigh(model, images: 20, samples: 1);

        double[] elbo = Values.Read(weights.MeanElbo().Value);

        Assert.Equal(elbo, Values.Read(weights.Bound()[0]));
    }

    [Fact]
    public void Bounds_rise_with_the_samples_and_stay_below_the_evidence()
    {
        double evidence = World.LogEvidence();
        double before = evidence - World.KlToPosterior(Mean, Variance) - 0.01; // the exact ELBO, less what chance may take
        foreach (int samples in (int[])[1, 2, 5, 20, 100])
        {
            using var scope = NewDisposeScope();
            using VariationalAutoencoder model = World.Model(Mean, Variance);
            double[] bounds = Values.Read(Weigh(model, 200_000 / samples, samples).Bound()[0]);
            double error = Math.Sqrt(bounds.Average(b => b * b) - Math.Pow(bounds.Average(), 2)) / Math.Sqrt(bounds.Length);

            Assert.True(bounds.Average() > before, $"{samples} samples: {bounds.Average()} after {before}");
            Assert.True(bounds.Average() < evidence + (3 * error), $"{samples} samples: {bounds.Average()} of {evidence}");
            before = bounds.Average();
        }

        Values.Near(evidence, before, 0.01);
    }

    [Fact]
    public void Every_weight_is_the_evidence_where_q_is_the_exact_posterior()
    {
        using var scope = NewDisposeScope();
        var orthogonal = new LinearGaussian(new[,] { { 0.8, 0.3 }, { 0.8, -0.3 }, { -0.4, 0.6 }, { 0.4, 0.6 } }, -1);
        (double[] mean, double a, _, double c) = orthogonal.Posterior();
        using VariationalAutoencoder model = orthogonal.Model(mean, [a, c]);
        using var random = new RandomStream(3, RandomUse.Evaluation);

        double[] weights = Values.Read(model.Weigh(ImageOf(orthogonal, 50), null, random, 4).Log);

        Assert.All(weights, weight => Values.Near(orthogonal.LogEvidence(), weight, 2e-5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Bound_of_groups_is_the_logarithm_of_each_ones_mean_weight(int groups)
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = World.Model(Mean, Variance);
        ImportanceWeights weights = Weigh(model, images: 5, samples: 6);
        double[] log = Values.Read(weights.Log); // [6, 5]
        double[] bound = Values.Read(weights.Bound(groups)); // [groups, 5]
        int size = 6 / groups;
        for (int group = 0; group < groups; group++)
        {
            for (int image = 0; image < 5; image++)
            {
                double mean = Enumerable.Range(group * size, size).Average(k => Math.Exp(log[(k * 5) + image]));

                Values.Near(Math.Log(mean), bound[(group * 5) + image], 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(GradientEstimator.Reparameterized)]
    [InlineData(GradientEstimator.StickingTheLanding)]
    [InlineData(GradientEstimator.DoublyReparameterized)]
    public void Gradient_of_one_sample_is_the_slope_of_the_exact_elbo(GradientEstimator estimator)
    {
        (double[] gradient, double[] error) = MeanGradient(estimator, samples: 1, images: 100_000);
        for (int i = 0; i < 4; i++)
        {
            Values.Near(Slope(i), gradient[i], 4 * error[i]);
        }

        double Slope(int i)
        {
            const double Step = 1e-5;
            return (Elbo(i, Step) - Elbo(i, -Step)) / (2 * Step);
        }

        static double Elbo(int i, double by)
        {
            double[] mean = [.. Mean.Select((m, d) => m + (d == i ? by : 0))];
            double[] variance = [.. Variance.Select((v, d) => v * Math.Exp(d + 2 == i ? by : 0))];
            return World.LogEvidence() - World.KlToPosterior(mean, variance);
        }
    }

    [Fact]
    public void Doubly_reparameterised_gradient_of_many_samples_is_unbiased_and_less_noisy()
    {
        const int Images = 20_000;
        (double[] plain, double[] plainError) = MeanGradient(GradientEstimator.Reparameterized, 8, Images);
        (double[] doubly, double[] doublyError) = MeanGradient(GradientEstimator.DoublyReparameterized, 8, Images);
        for (int i = 0; i < 4; i++)
        {
            Values.Near(plain[i], doubly[i], 4 * (plainError[i] + doublyError[i]));
            Assert.True(doublyError[i] < 0.7 * plainError[i], $"{doublyError[i]} beside {plainError[i]}");
        }
    }

    [Fact]
    public void Gradient_through_the_samples_alone_does_not_vary_where_q_is_exact()
    {
        var orthogonal = new LinearGaussian(new[,] { { 0.8, 0.3 }, { 0.8, -0.3 }, { -0.4, 0.6 }, { 0.4, 0.6 } }, -1);
        (double[] mean, double a, _, double c) = orthogonal.Posterior();

        double[] sticking = Error(GradientEstimator.StickingTheLanding);
        double[] plain = Error(GradientEstimator.Reparameterized);

        Assert.All(sticking.Zip(plain), pair => Assert.True(pair.First < 1e-4 * pair.Second));

        double[] Error(GradientEstimator estimator) =>
            MeanGradient(estimator, 1, 1000, orthogonal, mean, [a, c]).Error;
    }

    private static ImportanceWeights Weigh(VariationalAutoencoder model, int images, int samples)
    {
        using var mode = no_grad();
        using var random = new RandomStream(11, RandomUse.Evaluation);
        return model.Weigh(ImageOf(World, images), null, random, samples);
    }

    private static Tensor ImageOf(LinearGaussian world, int count) =>
        tensor([.. world.Image.Select(v => (float)v)], [1, 1, 2, 2]).expand(count, -1, -1, -1);

    // Each image has parameters of its own, so that one backward pass gives as many independent gradients.
    private static (double[] Mean, double[] Error) MeanGradient(
        GradientEstimator estimator, int samples, int images, LinearGaussian? world = null, double[]? mean = null,
        double[]? variance = null)
    {
        using var scope = NewDisposeScope();
        world ??= World;
        var posterior = new FreePosterior(mean ?? Mean, variance ?? Variance, images);
        using VariationalAutoencoder model = world.Model(posterior);
        using var random = new RandomStream(5, RandomUse.Training);
        ImportanceWeights weights = model.Weigh(ImageOf(world, images), null, random, samples, estimator: estimator);
        weights.Gate.Factor = weights.Log.detach().softmax(0).view(-1, 1);
        weights.Bound().sum().backward();
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
