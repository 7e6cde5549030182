using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>The normaliser against its integral and against the power series of the Bessel function.</summary>
public sealed class SphereNormaliserTests
{
    public static TheoryData<int, double> Cases()
    {
        var cases = new TheoryData<int, double>();
        foreach (int dimension in (int[])[2, 3, 4, 7, 10, 21, 50, 51, 64, 200])
        {
            foreach (double kappa in (double[])[1e-3, 0.3, 1, 4, 20, 100, 1e3, 1e5, 1e7])
            {
                cases.Add(dimension, kappa);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Excess_and_mean_cosine_are_their_integrals(int dimension, double kappa)
    {
        using var scope = NewDisposeScope();
        var law = new AngleLaw(dimension, kappa);
        var flat = new AngleLaw(dimension, 0);

        (Tensor excess, Tensor cosine) = SphereNormaliser.Of(full([1, 1], kappa, ScalarType.Float64), dimension);

        // The integrals of e^(κ(cos θ − 1)): what 1 − cos θ is on average keeps its digits where the cosine is almost 1.
        Values.Near(law.LogMass - flat.LogMass + kappa, excess.item<double>(), 1e-9, 1e-10);
        Values.Near(law.MeanOf(a => 1 - Math.Cos(a)), 1 - cosine.item<double>(), 1e-12, 1e-8);
    }

    [Theory]
    [InlineData(2, 0.01)]
    [InlineData(2, 30)]
    [InlineData(3, 5)]
    [InlineData(10, 30)]
    [InlineData(50, 1)]
    [InlineData(50, 60)]
    [InlineData(128, 100)]
    public void Excess_is_the_power_series(int dimension, double kappa)
    {
        using var scope = NewDisposeScope();
        double sum = 1;
        double term = 1;
        for (int k = 1; k < 500; k++)
        {
            term *= kappa * kappa / 4 / (k * ((dimension / 2.0) + k - 1)); // DLMF 10.25.2
            sum += term;
        }

        double excess = SphereNormaliser.Of(full([1, 1], kappa, ScalarType.Float64), dimension).Excess.item<double>();

        Values.Near(Math.Log(sum), excess, 1e-14, 1e-12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(70)]
    public void Mean_cosine_is_the_slope_of_the_excess_and_has_its_own(int dimension)
    {
        using var scope = NewDisposeScope();
        double[] places = [0.05, 0.9, 7, 60, 900];
        Tensor kappa = tensor(places, [5, 1]).requires_grad_();
        (Tensor excess, Tensor cosine) = SphereNormaliser.Of(kappa, dimension);

        Tensor slope = autograd.grad([excess.sum()], [kappa], retain_graph: true)[0];
        double[] second = Values.Read(autograd.grad([cosine.sum()], [kappa])[0]);

        double[] a = Values.Read(cosine);
        Assert.All(Values.Read(slope).Zip(a), pair => Values.Near(pair.Second, pair.First, 1e-13, 1e-11));
        for (int i = 0; i < places.Length; i++)
        {
            // A′ = 1 − A² − (D − 1) A/κ, which in doubles loses digits as κ grows.
            double expected = 1 - (a[i] * a[i]) - ((dimension - 1) * a[i] / places[i]);
            Values.Near(expected, second[i], 1e-14 * places[i], 1e-9);
        }
    }

    [Fact]
    public void Nothing_is_lost_at_zero_and_nothing_overflows()
    {
        using var scope = NewDisposeScope();
        foreach (int dimension in (int[])[2, 5, 300, 4096])
        {
            Tensor kappa = tensor([0, 1e-8, 1e15], [3, 1], ScalarType.Float64).requires_grad_();
            (Tensor excess, Tensor cosine) = SphereNormaliser.Of(kappa, dimension);
            double[] a = Values.Read(cosine);
            double[] slopes = Values.Read(autograd.grad([cosine.sum()], [kappa], retain_graph: true)[0]);

            Values.Near(0, Values.Read(excess)[0], 1e-15);
            Assert.Equal(0, a[0]);
            Values.Near(1e-8 / dimension, a[1], 0, 1e-12);
            Values.Near(1, a[2], 1e-11);
            Values.Near(1.0 / dimension, slopes[0], 0, 1e-11);
            Assert.True(excess.isfinite().all().item<bool>());
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2 * Math.PI)]
    [InlineData(3, 4 * Math.PI)]
    [InlineData(4, 2 * Math.PI * Math.PI)]
    [InlineData(5, 8 * Math.PI * Math.PI / 3)]
    public void Area_of_the_sphere_is_the_known_one(int dimension, double area) =>
        Values.Near(Math.Log(area), SphereNormaliser.LogArea(dimension), 1e-14);
}
