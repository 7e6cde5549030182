using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>The distribution on the sphere against integrals, its own samples and exact expectations.</summary>
public sealed class VonMisesFisherTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(6)]
    [InlineData(90)]
    public void Density_integrates_to_one_over_circle_and_sphere(double kappa)
    {
        using var scope = NewDisposeScope();
        const int Points = 721;
        double[] turns = Quadrature.Nodes(0, 2 * Math.PI, (Points - 1) / 2);
        double[] heights = Quadrature.Nodes(-1, 1, (Points - 1) / 2); // area is dz dφ: Archimedes
        double[] circle = [.. turns.SelectMany(a => (double[])[Math.Cos(a), Math.Sin(a)])];
        double[] sphere =
        [
            .. heights.SelectMany(h => turns.SelectMany(a =>
                (double[])[Math.Sqrt(1 - (h * h)) * Math.Cos(a), Math.Sqrt(1 - (h * h)) * Math.Sin(a), h])),
        ];

        Values.Near(1, Quadrature.Simpson(Density(circle, 2), 0, 2 * Math.PI), 1e-9);
        double[] rings = [.. Density(sphere, 3).Chunk(Points).Select(ring => Quadrature.Simpson(ring, 0, 2 * Math.PI))];
        Values.Near(1, Quadrature.Simpson(rings, -1, 1), 1e-6);

        double[] Density(double[] points, int dimension) => Values.Read(
            Example(dimension, kappa, points.Length / dimension).LogProbability(tensor(points, [points.Length / dimension, dimension])).exp());
    }

    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(3, 12)]
    [InlineData(10, 0.01)]
    [InlineData(10, 40)]
    [InlineData(50, 3)]
    [InlineData(50, 5000)]
    [InlineData(128, 100)]
    public void Divergence_from_the_uniform_distribution_is_the_integral_of_its_definition(int dimension, double kappa)
    {
        using var scope = NewDisposeScope();
        var law = new AngleLaw(dimension, kappa);
        double uniform = new AngleLaw(dimension, 0).LogMass;
        double kl = law.MeanOf(a => uniform - law.LogMass - (2 * kappa * Math.Pow(Math.Sin(a / 2), 2)));

        Values.Near(kl, Example(dimension, kappa, 1).KlToUniform().item<double>(), 1e-9, 1e-8);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 3)]
    [InlineData(3, 0.7)]
    [InlineData(3, 1000)]
    [InlineData(10, 8)]
    [InlineData(50, 30)]
    [InlineData(50, 100_000)]
    public void Samples_have_unit_length_and_their_angles_follow_the_density(int dimension, double kappa)
    {
        using var scope = NewDisposeScope();
        const int Count = 20_000;
        VonMisesFisher q = Example(dimension, kappa, Count);
        using var random = new RandomStream(3, RandomUse.Evaluation);
        Tensor z = q.Sample(random);
        var law = new AngleLaw(dimension, kappa);

        Assert.True((z.norm(1) - 1).abs().max().item<double>() < 1e-6);
        Tensor angle = 2 * asin((0.5 * (z - q.Mean).norm(1)).clamp(0, 1));
        float[] angles = Values.ReadSingle(angle.to(ScalarType.Float32));
        Assert.InRange(GoodnessOfFit.Kolmogorov(Thinned(angles), law.Cumulative), 0, 2.2);
        Directions(q, z);
    }

    // E[zzᵀ] = (A/κ) I + (1 − D A/κ) μμᵀ: so the sample also goes all ways round its mean alike.
    private static void Directions(VonMisesFisher q, Tensor z)
    {
        int dimension = (int)z.shape[1];
        double kappa = q.Concentration[0].item<double>();
        double a = SphereNormaliser.Of(q.Concentration[..1], dimension).Cosine.item<double>();
        double ratio = kappa == 0 ? 1.0 / dimension : a / kappa;
        double[] mu = Values.Read(q.Mean[0]);
        double[][] rows = [.. Values.Read(z).Chunk(dimension)];
        for (int i = 0; i < 2; i++)
        {
            (double average, double error) = Moments.Of([.. rows.Select(r => r[i])]);
            Values.Near(a * mu[i], average, 4.5 * error);
            for (int j = 0; j <= i; j++)
            {
                (average, error) = Moments.Of([.. rows.Select(r => r[i] * r[j])]);
                double expected = (i == j ? ratio : 0) + ((1 - (dimension * ratio)) * mu[i] * mu[j]);
                Values.Near(expected, average, (4.5 * error) + 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(2, 0.4)]
    [InlineData(2, 25)]
    [InlineData(3, 2)]
    [InlineData(10, 60)]
    [InlineData(50, 1)]
    [InlineData(50, 700)]
    [InlineData(50, 30_000)]
    public void Angle_moves_with_the_concentration_as_its_distribution_function_says(int dimension, double kappa)
    {
        using var scope = NewDisposeScope();
        double step = 1e-3 * kappa;
        foreach (double share in (double[])[0.003, 0.2, 0.5, 0.9, 0.998])
        {
            double angle = new AngleLaw(dimension, kappa).Quantile(share);
            double difference = (new AngleLaw(dimension, kappa + step).Quantile(share)
                - new AngleLaw(dimension, kappa - step).Quantile(share)) / (2 * step);

            double slope = SphereAngle.Slope(Double(kappa), Double(angle), dimension).item<double>();

            Values.Near(difference, slope, 1e-9, 2e-5);
        }
    }

    // E[exp(aᵀz)] = exp(Λ(‖κμ + a‖) − Λ(κ)): an expectation whose slopes are known.
    [Theory]
    [InlineData(2, 1.5)]
    [InlineData(3, 0.3)]
    [InlineData(3, 20)]
    [InlineData(8, 6)]
    public void Gradients_through_samples_are_those_of_the_expectation(int dimension, double kappa)
    {
        using var scope = NewDisposeScope();
        const int Pieces = 50; // which stay in the processor's cache
        const int Count = 4_000;
        using var random = new RandomStream(12, RandomUse.Evaluation);
        Tensor a = linspace(1.2, -0.8, dimension, ScalarType.Float64);
        Tensor way = Direction(dimension).detach(); // as yet of any length: the gradient goes through its normalisation
        double[][] slopes = [.. Enumerable.Range(0, Pieces).Select(_ => Piece()).SelectMany(rows => rows)]; // by κ and by each of way

        Tensor one = way.clone().requires_grad_();
        Tensor k = Double(kappa).requires_grad_();
        Tensor mean = one / one.norm(1, keepdim: true);
        Tensor exact = exp(SphereNormaliser.Of(((k * mean) + a).norm(1, keepdim: true), dimension).Excess
            - SphereNormaliser.Of(k, dimension).Excess);
        exact.sum().backward();
        double[] expected = Values.Read(cat([k.grad!, one.grad!], 1));
        for (int i = 0; i <= dimension; i++)
        {
            (double average, double error) = Moments.Of([.. slopes.Select(row => row[i])]);
            Values.Near(expected[i], average, 4.5 * error);
        }

        double[][] Piece()
        {
            using var piece = NewDisposeScope();
            Tensor ways = way.repeat(Count, 1).requires_grad_();
            Tensor kappas = full([Count, 1], kappa, ScalarType.Float64).requires_grad_();
            var q = new VonMisesFisher(ways / ways.norm(1, keepdim: true), kappas);
            exp(q.Sample(random).matmul(a)).sum().backward();
            return [.. Values.Read(cat([kappas.grad!, ways.grad!], 1)).Chunk(dimension + 1)];
        }
    }

    [Fact]
    public void Gradients_of_density_and_divergence_are_slopes()
    {
        using var scope = NewDisposeScope();
        Tensor z = tensor([0.6, 0, -0.8, 0, 1, 0], [2, 3]).requires_grad_();
        Tensor way = Direction(3).repeat(2, 1).detach().requires_grad_();
        Tensor kappa = tensor([0.3, 40.0], [2, 1]).requires_grad_();

        Slopes.Agree([z, way, kappa], at =>
        {
            var q = new VonMisesFisher(at[1] / at[1].norm(1, keepdim: true), at[2]);
            return q.LogProbability(at[0]).sum() + q.KlToUniform().sum();
        });
    }

    [Fact]
    public void Single_precision_holds_at_large_concentrations()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        VonMisesFisher exact = Example(40, 1e6, 500);
        var q = new VonMisesFisher(exact.Mean.to(ScalarType.Float32), exact.Concentration.to(ScalarType.Float32));

        Tensor z = q.Sample(random);

        Assert.Equal(ScalarType.Float32, z.dtype);
        Assert.True((z.norm(1) - 1).abs().max().item<float>() < 1e-6);
        double entropy = SphereNormaliser.LogArea(40) - exact.KlToUniform()[0].item<double>(); // −E[log q]
        (double mean, double error) = Moments.Of(Values.Read(-q.LogProbability(z)));
        Values.Near(entropy, mean, (4.5 * error) + 0.01);
    }

    [Fact]
    public void Temperature_narrows_it_to_the_mean_direction()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        VonMisesFisher q = Example(6, 5, 20_000);

        (double cosine, double error) = Moments.Of(Values.Read((q.Sample(random, 0.5) * q.Mean).sum(1)));

        Values.Near(SphereNormaliser.Of(Double(20), 6).Cosine.item<double>(), cosine, 4.5 * error);
        Assert.True(q.Sample(random, 0).allclose(q.Mean));
    }

    [Fact]
    public void Repeated_it_stands_for_a_repeated_batch_and_detached_it_passes_no_gradient()
    {
        using var scope = NewDisposeScope();
        Tensor kappa = tensor([2.0, 9.0], [2, 1]).requires_grad_();
        Tensor z = tensor([0.6, 0, -0.8, 0, 1, 0], [2, 3]);
        var q = new VonMisesFisher(Direction(3).repeat(2, 1), kappa);

        Assert.True(q.LogProbability(z).repeat(3).allclose(q.Repeat(3).LogProbability(z.repeat(3, 1)), 1e-14));
        Assert.False(q.Detach().LogProbability(z).requires_grad);
    }

    // As many as a test needs whose distribution function is an integral each.
    private static float[] Thinned(float[] values) => [.. values.Where((_, i) => i % 10 == 0)];

    private static Tensor Double(double value) => full([1, 1], value, ScalarType.Float64);

    private static Tensor Direction(int dimension)
    {
        using var random = new RandomStream(5, RandomUse.Initialization);
        return random.Normal(1, dimension).to(ScalarType.Float64);
    }

    private static VonMisesFisher Example(int dimension, double kappa, long count)
    {
        Tensor way = Direction(dimension);
        return new VonMisesFisher(
            (way / way.norm(1, keepdim: true)).expand(count, -1), full([count, 1], kappa, ScalarType.Float64));
    }
}
