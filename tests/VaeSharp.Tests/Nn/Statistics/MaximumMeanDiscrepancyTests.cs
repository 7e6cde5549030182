using VaeSharp.Engine;
using VaeSharp.Nn.Statistics;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Statistics;

public sealed class MaximumMeanDiscrepancyTests
{
    private const int Repeats = 600;
    private const int Count = 24;

    [Theory]
    [InlineData(DiscrepancyKernel.InverseMultiquadratic)]
    [InlineData(DiscrepancyKernel.Rbf)]
    public void Estimate_is_the_sum_over_pairs_of_different_points(DiscrepancyKernel kernel)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        Tensor x = random.Normal(7, 3), y = (2 * random.Normal(7, 3)) + 1;
        double[][] a = [.. Values.Read(x).Chunk(3)], b = [.. Values.Read(y).Chunk(3)];

        double found = new MaximumMeanDiscrepancy(kernel, 2.5).Unbiased(x, y).item<float>();

        double sum = 0;
        for (int i = 0; i < 7; i++)
        {
            for (int j = 0; j < 7; j++)
            {
                double within = i == j ? 0 : (K(a[i], a[j]) + K(b[i], b[j])) / 42;
                sum += within - (2 * K(a[i], b[j]) / 49);
            }
        }

        Values.Near(sum, found, 1e-6);

        double K(double[] p, double[] q) => Kernel(kernel, p.Zip(q, (u, v) => (u - v) * (u - v)).Sum(), 2.5);
    }

    [Theory]
    [InlineData(DiscrepancyKernel.InverseMultiquadratic)]
    [InlineData(DiscrepancyKernel.Rbf)]
    public void Equal_distributions_have_none_on_average_and_often_less(DiscrepancyKernel kernel)
    {
        double[] estimates = Estimates(kernel, 2, mean: 0, deviation: 1);

        Near(0, estimates);
        Assert.Contains(estimates, e => e < 0);
    }

    [Theory]
    [InlineData(0.0, 0.4)]
    [InlineData(0.7, 1.0)]
    [InlineData(1.5, 2.0)]
    public void Gaussian_kernel_finds_the_closed_form_of_two_Gaussians(double mean, double deviation)
    {
        double expected = Mean(0, 2 * deviation * deviation) + Mean(0, 2) - (2 * Mean(mean, (deviation * deviation) + 1));

        double[] estimates = Estimates(DiscrepancyKernel.Rbf, 3, mean, deviation);

        Assert.True(expected > 0);
        Near(expected, estimates);

        // E exp(−|u|²/C) with u ~ N(m, v I) in three dimensions, C = 2 · 3.
        static double Mean(double m, double v) =>
            Math.Pow(3 / (3 + v), 1.5) * Math.Exp(-3 * m * m / (2 * (3 + v)));
    }

    [Theory]
    [InlineData(0.0, 0.4)]
    [InlineData(1.5, 2.0)]
    public void Inverse_multiquadratic_kernel_finds_the_integral_of_two_Gaussians(double mean, double deviation)
    {
        double expected = Mean(0, 2 * deviation * deviation) + Mean(0, 2) - (2 * Mean(mean, (deviation * deviation) + 1));

        double[] estimates = Estimates(DiscrepancyKernel.InverseMultiquadratic, 1, mean, deviation);

        Assert.True(expected > 0);
        Near(expected, estimates);

        static double Mean(double m, double v) => Quadrature.Simpson(
            u => 2 / (2 + (u * u)) * Math.Exp(-(u - m) * (u - m) / (2 * v)) / Math.Sqrt(2 * Math.PI * v), -40, 40);
    }

    [Fact]
    public void One_point_has_no_pairs_and_no_slope()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor((float[])[1, 2], [1, 2]).requires_grad_();

        Tensor found = new MaximumMeanDiscrepancy(DiscrepancyKernel.Rbf, 1).Unbiased(x, zeros(1, 2));
        found.backward();

        Assert.Equal(0, found.item<float>());
        Assert.Equal([0f, 0f], Values.ReadSingle(x.grad!));
    }

    private static double[] Estimates(DiscrepancyKernel kernel, long dimension, double mean, double deviation)
    {
        var estimates = new double[Repeats];
        MaximumMeanDiscrepancy distance = MaximumMeanDiscrepancy.OfScale(kernel, dimension, 1);
        for (int i = 0; i < Repeats; i++)
        {
            using var scope = NewDisposeScope();
            using var random = new RandomStream(9, RandomUse.Evaluation, i);
            Tensor x = mean + (deviation * random.Normal(Count, dimension));
            estimates[i] = distance.Unbiased(x, random.Normal(Count, dimension)).item<float>();
        }

        return estimates;
    }

    private static void Near(double expected, double[] estimates)
    {
        double mean = estimates.Average();
        double error = Math.Sqrt(estimates.Average(v => (v - mean) * (v - mean)) / estimates.Length);
        Values.Near(expected, mean, 4.5 * error);
    }

    private static double Kernel(DiscrepancyKernel kernel, double squared, double width) =>
        kernel == DiscrepancyKernel.Rbf ? Math.Exp(-squared / width) : width / (width + squared);
}
