using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>The ELBO of a model whose evidence is known.</summary>
public sealed class LinearGaussianTests
{
    private const int Draws = 40_000;

    // Orthogonal columns: the exact posterior is diagonal, so that q can reach it.
    private static readonly LinearGaussian Orthogonal = new(
        new[,] { { 0.8, 0.3 }, { 0.8, -0.3 }, { -0.4, 0.6 }, { 0.4, 0.6 } }, -1);

    private static readonly LinearGaussian Oblique = new(
        new[,] { { 0.9, 0.7 }, { 0.1, 0.5 }, { -0.4, 0.2 }, { 0.3, 0.3 } }, -0.7);

    [Fact]
    public void Elbo_of_the_exact_posterior_is_the_evidence()
    {
        (double[] mean, double a, double b, double c) = Orthogonal.Posterior();
        Assert.Equal(0, b, 12);

        (double elbo, double error) = MeanElbo(Orthogonal, mean, [a, c]);

        Values.Near(Orthogonal.LogEvidence(), elbo, 4 * error);
        Assert.InRange(error, 0, 0.02);
    }

    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(0.3, -0.2, 0.1, 0.4)]
    [InlineData(-1, 1, 0.05, 2)]
    [InlineData(0.5, 0.5, 0.5, 0.5)]
    public void Evidence_exceeds_the_elbo_by_the_divergence_from_the_exact_posterior(
        double m0, double m1, double v0, double v1)
    {
        foreach (LinearGaussian world in (LinearGaussian[])[Orthogonal, Oblique])
        {
            (double elbo, double error) = MeanElbo(world, [m0, m1], [v0, v1]);

            double gap = world.LogEvidence() - elbo;

            Assert.True(gap > 0);
            Values.Near(world.KlToPosterior([m0, m1], [v0, v1]), gap, 4 * error);
        }
    }

    [Fact]
    public void Rate_is_zero_when_the_posterior_is_the_prior()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        using VariationalAutoencoder model = Oblique.Model([0, 0], [1, 1]);

        Assert.Equal(0, model.Elbo(rand(5, 1, 2, 2), null, random).Rate.abs().max().item<float>());
    }

    private static (double Mean, double StandardError) MeanElbo(LinearGaussian world, double[] mean, double[] variance)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var random = new RandomStream(11, RandomUse.Evaluation);
        using VariationalAutoencoder model = world.Model(mean, variance);
        Tensor x = tensor([.. world.Image.Select(v => (float)v)], [1, 1, 2, 2]).expand(Draws, -1, -1, -1);
        double[] values = Values.Read(model.Elbo(x, null, random).Value);
        double average = values.Average();
        return (average, Math.Sqrt(values.Average(v => (v - average) * (v - average)) / Draws));
    }
}
