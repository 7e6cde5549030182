using TorchSharp;
using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>Planar and autoregressive flows against Jacobians, integrals and their own samples.</summary>
public sealed class FlowDistributionTests
{
    [Theory]
    [InlineData("planar", 1)]
    [InlineData("planar", 2)]
    [InlineData("planar", 5)]
    [InlineData("iaf", 1)]
    [InlineData("iaf", 2)]
    [InlineData("iaf", 5)]
    public void Each_step_is_inverted_and_its_determinant_is_the_jacobians(string kind, int dimension)
    {
        using var scope = NewDisposeScope();
        FlowDistribution q = Example(kind, dimension);
        using var random = new RandomStream(6, RandomUse.Evaluation);
        Tensor z = random.Normal(1, dimension).to(ScalarType.Float64).requires_grad_();
        double largest = 0;
        foreach (FlowStep step in q.Steps)
        {
            (Tensor image, Tensor determinant) = step.Forward(z);

            Tensor[] rows =
            [
                .. Enumerable.Range(0, dimension).Select(i => autograd.grad([image[0, i]], [z], retain_graph: true)[0]),
            ];
            (Tensor back, Tensor again) = step.Inverse(image);

            Values.Near(linalg.slogdet(cat(rows, 0)).Item2.item<double>(), determinant.item<double>(), 1e-10);
            largest = Math.Max(largest, Math.Abs(determinant.item<double>()));
            Values.Near(determinant.item<double>(), again.item<double>(), 1e-10);
            Assert.All(
                Values.Read(back).Zip(Values.Read(z)), pair => Values.Near(pair.Second, pair.First, 1e-10));
            z = image.detach().requires_grad_();
        }

        Assert.True(largest > 0.05);
    }

    [Theory]
    [InlineData("planar", 1, 600)]
    [InlineData("planar", 2, 200)]
    [InlineData("planar", 3, 40)]
    [InlineData("iaf", 1, 600)]
    [InlineData("iaf", 2, 120)]
    [InlineData("iaf", 3, 36)]
    public void Density_integrates_to_one_and_samples_have_its_moments(string kind, int dimension, int panels)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        (double edge, double tolerance) = dimension == 3 ? (5, 1e-3) : (8, 2e-4); // of a coarser grid
        FlowDistribution q = Example(kind, dimension);
        double[] nodes = Quadrature.Nodes(-edge, edge, panels);
        Tensor grid = Moments.Grid(nodes, dimension);
        double[] log = [.. grid.split(8_000).SelectMany(LogProbability)]; // pieces that stay in the processor's cache
        double[][] points = [.. Values.Read(grid).Chunk(dimension)];
        using var random = new RandomStream(8, RandomUse.Sampling);
        (Tensor Z, Tensor LogProbability) drawn = q.Repeat(50_000).SampleWithLogProbability(random);
        double[][] samples = [.. Values.Read(drawn.Z).Chunk(dimension)];
        double[] drawnLog = Values.Read(drawn.LogProbability);

        Values.Near(1, Integral(_ => 1), tolerance);
        Compare(z => z[0]);
        Compare(z => z[^1]);
        Compare(z => z[0] * z[0]);
        Compare(z => z[0] * z[^1]);
        Compare(z => z[^1] * z[^1] * z[0]);

        // KL to N(0, I): the integral of its definition, and the mean of what is drawn.
        double kl = Moments.Integral(
            [.. log.Zip(points, (a, z) => Weighed(a, a - z.Sum(v => DiagonalGaussianTests.LogDensity(v, 0, 0))))], nodes);
        (double mean, double error) = Moments.Of(
            [.. drawnLog.Zip(samples, (a, z) => a - z.Sum(v => DiagonalGaussianTests.LogDensity(v, 0, 0)))]);
        Values.Near(kl, mean, (4.5 * error) + tolerance);

        double[] LogProbability(Tensor piece)
        {
            using var own = NewDisposeScope();
            return Values.Read(q.Repeat(piece.shape[0]).LogProbability(piece));
        }

        double Integral(Func<double[], double> of) =>
            Moments.Integral([.. log.Zip(points, (a, z) => Math.Exp(a) * of(z))], nodes);

        // Where float32 knows no density any more, the limit of p log p.
        static double Weighed(double log, double value) => double.IsNegativeInfinity(log) ? 0 : Math.Exp(log) * value;

        void Compare(Func<double[], double> moment)
        {
            (double average, double spread) = Moments.Of([.. samples.Select(moment)]);
            Values.Near(Integral(moment), average, (4.5 * spread) + tolerance);
        }
    }

    [Theory]
    [InlineData("planar")]
    [InlineData("iaf")]
    public void Samples_follow_the_density(string kind)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        FlowDistribution q = Example(kind, 1);
        double[] nodes = Quadrature.Nodes(-8, 8, 8000);
        double[] density = Values.Read(q.Repeat(nodes.Length).LogProbability(Moments.Grid(nodes, 1)).exp());
        var cumulative = new double[nodes.Length];
        for (int i = 1; i < nodes.Length; i++)
        {
            cumulative[i] = cumulative[i - 1] + (0.5 * (density[i] + density[i - 1]) * (nodes[1] - nodes[0]));
        }

        using var random = new RandomStream(9, RandomUse.Sampling);
        float[] samples = Values.ReadSingle(q.Repeat(50_000).Sample(random).to(ScalarType.Float32));

        Assert.InRange(
            GoodnessOfFit.Kolmogorov(
                samples, x => cumulative[Math.Clamp((int)Math.Round((x + 8) * 1000), 0, nodes.Length - 1)]), 0, 2.2);
    }

    [Theory]
    [InlineData("planar")]
    [InlineData("iaf")]
    public void What_is_drawn_comes_with_the_density_that_inversion_finds(string kind)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        FlowDistribution q = Example(kind, 4);
        using var random = new RandomStream(5, RandomUse.Evaluation);

        LatentDistribution many = q.Repeat(200);
        (Tensor Z, Tensor LogProbability) drawn = many.SampleWithLogProbability(random);

        Assert.Equal(200, many.Count);
        Assert.All(
            Values.Read(drawn.LogProbability).Zip(Values.Read(many.LogProbability(drawn.Z))),
            pair => Values.Near(pair.First, pair.Second, 1e-9));
    }

    [Theory]
    [InlineData("planar")]
    [InlineData("iaf")]
    public void Gradients_of_samples_and_of_the_inverted_density_are_slopes(string kind)
    {
        using var scope = NewDisposeScope();
        using AutoregressiveNetwork? network = kind == "iaf" ? Network(3, 1) : null;
        Tensor z = Doubles(1, 2, 3);
        Tensor[] inputs = kind == "iaf"
            ? [z, Doubles(2, 2, 3), Doubles(3, 2, 3), Doubles(4, 2, 9)]
            : [z, Doubles(2, 2, 3), Doubles(3, 2, 3), Doubles(4, 2, 3), Doubles(5, 2, 3), Doubles(6, 2, 1)];

        Slopes.Agree(inputs, at =>
        {
            FlowStep[] steps = network is null
                ? [new PlanarStep(at[3], at[4], at[5]), new PlanarStep(at[4], at[3], -at[5])]
                : [new AutoregressiveStep(network, at[3], false), new AutoregressiveStep(network, at[3] * 0.5, true)];
            var q = new FlowDistribution(new DiagonalGaussian(at[1], at[2]), steps);
            using var random = new RandomStream(6, RandomUse.Evaluation);
            (Tensor Z, Tensor LogProbability) drawn = q.SampleWithLogProbability(random);
            return drawn.Z.sin().sum() + drawn.LogProbability.sum() + q.LogProbability(at[0]).cos().sum();
        });
    }

    [Theory]
    [InlineData("planar")]
    [InlineData("iaf")]
    public void Detached_it_passes_gradients_to_the_latent_and_to_nothing_else(string kind)
    {
        using var scope = NewDisposeScope();
        using AutoregressiveNetwork network = Network(3, 1);
        Tensor[] parameters = [Doubles(2, 1, 3), Doubles(3, 1, 3), Doubles(4, 1, 9), Doubles(5, 1, 3), Doubles(6, 1, 1)];
        FlowStep step = kind == "iaf"
            ? new AutoregressiveStep(network, parameters[2], true)
            : new PlanarStep(parameters[0], parameters[3], parameters[4]);
        var q = new FlowDistribution(new DiagonalGaussian(parameters[0], parameters[1]), [step]);
        Tensor z = Doubles(1, 1, 3);
        Tensor free = Doubles(1, 1, 3);

        q.Detach().LogProbability(z).sum().backward();

        Assert.All(parameters.Concat(network.parameters()), p => Assert.True(p.grad is null));
        Tensor through = autograd.grad([q.LogProbability(free).sum()], [free])[0];
        Assert.Equal(Values.Read(through), Values.Read(z.grad!));
        Assert.True(z.grad!.abs().min().item<double>() > 0);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(-3f)]
    [InlineData(-30f)]
    [InlineData(40f)]
    public void A_planar_step_has_an_inverse_however_hard_it_is_pushed(float push)
    {
        using var scope = NewDisposeScope();
        Tensor w = tensor([1f, -0.5f, 2f], [1, 3]);
        var one = new PlanarStep(push * w, w, full(1, 1, 0.1f)); // wᵀu = 5.25 · push
        using var random = new RandomStream(3, RandomUse.Evaluation);
        Tensor z = 3 * random.Normal(300, 3);
        FlowStep step = one.Repeat(300);

        (Tensor image, Tensor determinant) = step.Forward(z);
        (Tensor back, _) = step.Inverse(image);

        Assert.True(determinant.isfinite().all().item<bool>());
        Tensor again = step.Forward(back).Z; // near wᵀû = −1 many z have almost the same image
        Assert.True(again.allclose(image, rtol: 1e-4, atol: 1e-3));
    }

    private static FlowDistribution Example(string kind, int dimension)
    {
        var source = new DiagonalGaussian(0.3 * Doubles(1, 1, dimension).detach(), (0.3 * Doubles(2, 1, dimension).detach()) - 1);
        return new FlowDistribution(source, [.. Enumerable.Range(0, 3).Select(Step)]);

        FlowStep Step(int i)
        {
            ulong seed = (ulong)(10 * (i + 1));
            return kind == "planar"
                ? new PlanarStep(
                    0.5 * Doubles(seed, 1, dimension), 0.5 * Doubles(seed + 1, 1, dimension), 0.5 * Doubles(seed + 2, 1, 1))
                : new AutoregressiveStep(Network(dimension, seed), Doubles(seed, 1, 9), i > 0);
        }
    }

    private static AutoregressiveNetwork Network(int dimension, ulong seed)
    {
        var network = new AutoregressiveNetwork(dimension, 4, 9);
        network.to(ScalarType.Float64);
        Moments.Shake(network, 0.3, seed);
        return network;
    }

    private static Tensor Doubles(ulong seed, params long[] shape)
    {
        using var random = new RandomStream(seed, RandomUse.Initialization);
        return random.Normal(shape).to(ScalarType.Float64).requires_grad_();
    }
}
