using VaeSharp.Engine;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Likelihoods;

public sealed class OptimalSigmaLikelihoodTests
{
    [Fact]
    public void In_training_the_variance_is_the_mean_squared_error_of_the_batch()
    {
        using var scope = NewDisposeScope();
        using var likelihood = new OptimalSigmaLikelihood();
        (Tensor x, Tensor mean) = Batch(1);

        PixelDistribution p = likelihood.For(x, mean);

        Values.Near(Gaussian(x, mean, MeanSquare(x, mean)), p.LogProbability(x).sum().item<float>(), 1e-2, 1e-5);
    }

    [Fact]
    public void In_training_no_other_variance_fits_the_batch_better()
    {
        using var scope = NewDisposeScope();
        using var likelihood = new OptimalSigmaLikelihood();
        (Tensor x, Tensor mean) = Batch(2);
        double error = MeanSquare(x, mean);

        double best = likelihood.For(x, mean).LogProbability(x).sum().item<float>();

        Assert.All((double[])[0.5, 0.9, 1.1, 2], factor => Assert.True(best > Gaussian(x, mean, error * factor)));
    }

    [Fact]
    public void In_evaluation_the_variance_is_the_mean_over_the_first_steps()
    {
        using var scope = NewDisposeScope();
        using var likelihood = new OptimalSigmaLikelihood();
        double sum = 0;
        for (long step = 0; step < 20; step++)
        {
            (Tensor seen, Tensor seenMean) = Batch(step);
            likelihood.For(seen, seenMean);
            sum += MeanSquare(seen, seenMean);
        }

        (Tensor x, Tensor mean) = Batch(100);

        double log = likelihood.call(mean).LogProbability(x).sum().item<float>();
        Values.Near(Gaussian(x, mean, sum / 20), log, 1e-2, 1e-5);
    }

    [Fact]
    public void After_a_hundred_steps_the_mean_forgets()
    {
        using var scope = NewDisposeScope();
        using var likelihood = new OptimalSigmaLikelihood();
        Tensor zero = zeros(1, 1, 1, 1);
        double expected = 0;
        for (int step = 1; step <= 300; step++)
        {
            double error = step <= 150 ? 4 : 1;
            likelihood.For(full([1, 1, 1, 1], Math.Sqrt(error)), zero);
            expected += Math.Max(0.01, 1.0 / step) * (error - expected);
        }

        Values.Near(expected, likelihood.state_dict()["variance"].item<float>(), 1e-4);
    }

    [Fact]
    public void Evaluation_does_not_look_at_what_is_evaluated()
    {
        using var scope = NewDisposeScope();
        using var likelihood = new OptimalSigmaLikelihood();
        (Tensor x, Tensor mean) = Batch(1);
        likelihood.For(x, mean);
        float[] before = [.. likelihood.state_dict().Values.SelectMany(Values.ReadSingle)];
        float alone = likelihood.call(mean[..1]).LogProbability(x[..1]).item<float>();

        likelihood.call(mean * 7).LogProbability(x);
        likelihood.eval();
        likelihood.For(x, mean * 7).LogProbability(x);

        Assert.Equal(before, likelihood.state_dict().Values.SelectMany(Values.ReadSingle));
        Values.Near(alone, likelihood.call(mean).LogProbability(x)[0].item<float>(), 1e-4);
    }

    [Fact]
    public void A_batch_that_is_reproduced_exactly_has_a_finite_density()
    {
        using var scope = NewDisposeScope();
        using var likelihood = new OptimalSigmaLikelihood();
        Tensor x = full([2, 1, 3, 3], 0.25);

        Assert.True(double.IsFinite(likelihood.For(x, x.clone()).LogProbability(x).sum().item<float>()));
    }

    private static (Tensor X, Tensor Mean) Batch(long number)
    {
        using var random = new RandomStream(1, RandomUse.Training, number);
        return (random.Uniform(5, 2, 3, 4), random.Uniform(5, 2, 3, 4) * (0.2 + (0.1 * (number % 5))));
    }

    private static double MeanSquare(Tensor x, Tensor mean) =>
        Values.Read(x).Zip(Values.Read(mean), (a, b) => (a - b) * (a - b)).Average();

    private static double Gaussian(Tensor x, Tensor mean, double variance) => Values.Read(x)
        .Zip(Values.Read(mean), (a, b) => DiagonalGaussianTests.LogDensity(a, b, Math.Log(variance))).Sum();
}
