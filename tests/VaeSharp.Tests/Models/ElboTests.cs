using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

public sealed class ElboTests
{
    [Fact]
    public void Value_is_minus_distortion_and_rate()
    {
        using var scope = NewDisposeScope();
        Elbo elbo = Draw();
        double[] distortion = Values.Read(elbo.Distortion);
        double[] rate = Values.Read(elbo.RatePerDimension);
        double[] value = Values.Read(elbo.Value);

        for (int i = 0; i < 6; i++)
        {
            Values.Near(-(distortion[i] + rate.Skip(4 * i).Take(4).Sum()), value[i], 1e-5);
        }
    }

    [Fact]
    public void Loss_at_beta_one_is_minus_the_mean_value()
    {
        using var scope = NewDisposeScope();
        Elbo elbo = Draw();

        Values.Near(-elbo.Value.mean().item<float>(), elbo.Loss().item<float>(), 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(4)]
    public void Loss_weighs_the_rate_with_beta(double beta)
    {
        using var scope = NewDisposeScope();
        Elbo elbo = Draw();
        double expected = Values.Read(elbo.Distortion).Average() + (beta * Values.Read(elbo.Rate).Average());

        Values.Near(expected, elbo.Loss(beta).item<float>(), 1e-5);
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(100, 1)]
    public void Free_bits_count_each_dimension_at_no_less(double freeBits, double beta)
    {
        using var scope = NewDisposeScope();
        Elbo elbo = Draw();
        double[] rate = Values.Read(elbo.RatePerDimension);
        double paid = 0;
        for (int d = 0; d < 4; d++)
        {
            paid += Math.Max(freeBits, Enumerable.Range(0, 6).Average(i => rate[(4 * i) + d]));
        }

        double expected = Values.Read(elbo.Distortion).Average() + (beta * paid);

        Values.Near(expected, elbo.Loss(beta, freeBits).item<float>(), 1e-4);
    }

    [Fact]
    public void A_dimension_within_its_free_bits_has_no_gradient()
    {
        using var scope = NewDisposeScope();
        Tensor rate = tensor([0.5f, 3f, 0.7f, 5f], [2, 2]).requires_grad_(true);

        new Elbo(zeros(2), rate).Loss(1, freeBits: 1).backward();

        Assert.Equal([0f, 0.5f, 0f, 0.5f], Values.ReadSingle(rate.grad!));
    }

    private static Elbo Draw()
    {
        using var random = new RandomStream(1, RandomUse.Evaluation);
        return new Elbo(random.Uniform(6) * 10, random.Uniform(6, 4) * tensor([0.01f, 0.5f, 2f, 5f]));
    }
}
