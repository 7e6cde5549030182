using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Priors;

/// <summary>Priors against integrals, loops in doubles and their own samples.</summary>
public sealed class PriorTests
{
    private const double Edge = 10;
    private const int Panels = 200;

    public static TheoryData<string> Kinds => ["standard-normal", "mixture", "vamp", "realnvp"];

    [Fact]
    public void The_standard_normal_refuses_a_posterior_of_another_dimension()
    {
        using var scope = NewDisposeScope();
        using var prior = new StandardNormalPrior(4);

        ArgumentException fault = Assert.Throws<ArgumentException>(
            () => prior.RatePerDimension(new DiagonalGaussian(zeros(2, 3), zeros(2, 3)), null));

        Assert.Contains("of shape [3]; found Float32 [4]", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Density_integrates_to_one_and_samples_have_its_moments(string kind)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Shaken(kind);
        double[] nodes = Quadrature.Nodes(-Edge, Edge, Panels);
        double[] density = Density(model, nodes);
        double whole = Integral(nodes, density, (_, _) => 1);
        using var random = new RandomStream(8, RandomUse.Sampling);
        double[] samples = Values.Read(model.SampleLatents(100_000, null, random)); // [100000, 2]

        Values.Near(1, whole, 2e-4);
        Compare((x, _) => x);
        Compare((_, y) => y);
        Compare((x, y) => x * y);
        Compare((x, _) => x * x);
        Compare((_, y) => y * y);
        Compare((x, y) => x * x * y);

        void Compare(Func<double, double, double> moment)
        {
            double[] values = [.. samples.Chunk(2).Select(z => moment(z[0], z[1]))];
            double mean = values.Average();
            double error = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) / values.Length);
            Values.Near(Integral(nodes, density, moment), mean, 4.5 * error);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Samples_follow_both_marginals_of_the_density(string kind)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Shaken(kind);
        double[] nodes = Quadrature.Nodes(-Edge, Edge, Panels);
        double[][] density = [.. Density(model, nodes).Chunk(nodes.Length)];
        using var random = new RandomStream(9, RandomUse.Sampling);
        double[][] samples = [.. Values.Read(model.SampleLatents(50_000, null, random)).Chunk(2)];

        Compare(0, [.. density.Select(line => Quadrature.Simpson(line, -Edge, Edge))]);
        Compare(1, [.. nodes.Select((_, j) => Quadrature.Simpson([.. density.Select(line => line[j])], -Edge, Edge))]);

        void Compare(int dimension, double[] marginal) => Assert.InRange(
            GoodnessOfFit.Kolmogorov([.. samples.Select(z => (float)z[dimension])], Cumulative(marginal)), 0, 2.2);
    }

    [Fact]
    public void Mixture_is_the_sum_of_its_components()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Initialization);
        Tensor means = random.Normal(5, 3) * 2;
        Tensor logVariances = random.Normal(5, 3) - 4; // narrow: where terms cancel
        Tensor weights = random.Normal(5);
        Tensor z = means[arange(20) % 5] + (0.3 * random.Normal(20, 3));

        double[] log = Values.Read(new GaussianMixture(new DiagonalGaussian(means, logVariances), weights).LogProbability(z));

        double[] m = Values.Read(means), v = Values.Read(logVariances), w = Values.Read(weights), at = Values.Read(z);
        double total = w.Sum(Math.Exp);
        for (int i = 0; i < 20; i++)
        {
            double sum = Enumerable.Range(0, 5).Sum(k => Math.Exp(w[k]) / total * Math.Exp(Enumerable.Range(0, 3).Sum(
                d => DiagonalGaussianTests.LogDensity(at[(i * 3) + d], m[(k * 3) + d], v[(k * 3) + d]))));
            Values.Near(Math.Log(sum), log[i], 1e-4);
        }
    }

    [Fact]
    public void Vamp_is_the_mean_of_the_posteriors_of_its_images()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Shaken("vamp");
        var q = (DiagonalGaussian)model.Encode(((VampPrior)model.Prior!).Images).Posterior;
        double[] m = Values.Read(q.Mean), v = Values.Read(q.LogVariance);
        int count = (int)q.Mean.shape[0];

        double[] log = Values.Read(model.Prior!.LogProbability(tensor([0.2f, -0.4f], [1, 2]), null));

        double mean = Enumerable.Range(0, count).Average(k => Math.Exp(
            DiagonalGaussianTests.LogDensity(0.2, m[2 * k], v[2 * k])
            + DiagonalGaussianTests.LogDensity(-0.4, m[(2 * k) + 1], v[(2 * k) + 1])));
        Values.Near(Math.Log(mean), log[0], 1e-5);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public void Coupling_is_inverted_and_its_determinant_is_the_jacobians(int dimension, bool odd)
    {
        using var scope = NewDisposeScope();
        using var coupling = new AffineCoupling(dimension, 11, odd);
        coupling.to(ScalarType.Float64);
        Shake(coupling, 0.4);
        using var random = new RandomStream(6, RandomUse.Evaluation);
        Tensor z = random.Normal(1, dimension).to(ScalarType.Float64).requires_grad_();

        (Tensor u, Tensor determinant) = coupling.ToBase(z);

        var jacobian = new List<Tensor>();
        for (int i = 0; i < dimension; i++)
        {
            jacobian.Add(autograd.grad([u[0, i]], [z], retain_graph: true)[0]);
        }

        Values.Near(linalg.slogdet(cat(jacobian, 0)).Item2.item<double>(), determinant.item<double>(), 1e-10);
        Assert.True(Math.Abs(determinant.item<double>()) > 0.05);
        Assert.All(
            Values.Read(coupling.call(u)).Zip(Values.Read(z)), pair => Values.Near(pair.Second, pair.First, 1e-10));
    }

    [Fact]
    public void Rate_by_samples_is_the_closed_form_on_average()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var random = new RandomStream(3, RandomUse.Evaluation);
        var q = new DiagonalGaussian(tensor([0.5f, -1f], [1, 2]).repeat(200_000, 1), tensor([-1f, 0.3f], [1, 2]).repeat(200_000, 1));
        var prior = new RealNvpPrior(2, 4, 8); // starts as N(0, I), and knows no closed form
        double exact = q.KlDivergence(DiagonalGaussian.Standard(2))[0].item<float>();

        (Tensor Z, Tensor LogProbability) drawn = q.SampleWithLogProbability(random);
        double[] values = Values.Read(drawn.LogProbability - prior.LogProbability(drawn.Z, null));

        double error = Math.Sqrt(values.Average(v => (v - exact) * (v - exact)) / values.Length);
        Assert.Null(prior.RatePerDimension(q, null));
        Values.Near(exact, values.Average(), 4 * error);
    }

    [Fact]
    public void Label_gaussian_has_a_place_of_its_own_for_each_class()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Shaken("label-gaussian");
        Tensor one = nn.functional.one_hot(tensor([2L]), 3);
        double[] table = Values.Read(model.state_dict()["prior.means"]);
        double[] logVariance = Values.Read(model.state_dict()["prior.log_variances"]);

        double log = model.Prior!.LogProbability(tensor([0.1f, 0.2f], [1, 2]), one).item<float>();
        double rate = model.Prior!.RatePerDimension(new DiagonalGaussian(zeros(1, 2), zeros(1, 2)), one)!.sum().item<float>();

        double expected = 0;
        double kl = 0;
        for (int d = 0; d < 2; d++)
        {
            (double m, double v) = (table[4 + d], logVariance[4 + d]);
            expected += DiagonalGaussianTests.LogDensity(d == 0 ? 0.1 : 0.2, m, v);
            kl += Quadrature.Simpson(
                x => Math.Exp(DiagonalGaussianTests.LogDensity(x, 0, 0))
                    * (DiagonalGaussianTests.LogDensity(x, 0, 0) - DiagonalGaussianTests.LogDensity(x, m, v)), -9, 9, 2000);
        }

        Values.Near(expected, log, 1e-5);
        Values.Near(kl, rate, 1e-5);
        Assert.True(model.Shape.SamplesByLabel);
    }

    [Fact]
    public void Label_gaussian_draws_from_the_normal_of_the_class()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Shaken("label-gaussian");
        using var random = new RandomStream(5, RandomUse.Sampling);
        double[] table = Values.Read(model.state_dict()["prior.means"]);
        double[] logVariance = Values.Read(model.state_dict()["prior.log_variances"]);

        double[] samples = Values.Read(model.SampleLatents(50_000, full([50_000], 2L, ScalarType.Int64), random)); // [50000, 2]

        for (int d = 0; d < 2; d++)
        {
            (double m, double sigma) = (table[4 + d], Math.Exp(logVariance[4 + d] / 2));
            double[] each = [.. samples.Chunk(2).Select(z => z[d])];
            double mean = each.Average();
            double variance = each.Average(z => (z - mean) * (z - mean));
            Values.Near(m, mean, 4 * sigma / Math.Sqrt(50_000));
            Values.Near(sigma * sigma, variance, 4 * sigma * sigma * Math.Sqrt(2.0 / 50_000));
            Assert.InRange(
                GoodnessOfFit.Kolmogorov(
                    [.. each.Select(z => (float)z)], z => DiagonalGaussianTests.NormalCumulative((z - m) / sigma)), 0, 2.2);
        }
    }

    internal static VariationalAutoencoder Shaken(string kind)
    {
        PriorOptions prior = kind switch
        {
            "mixture" => new MixtureOptions(4),
            "vamp" => new VampOptions(4),
            "realnvp" => new RealNvpOptions(4, 16),
            "label-gaussian" => new LabelGaussianOptions(),
            _ => new StandardNormalOptions(),
        };
        VariationalAutoencoder model = ModelFactory.Create(
            TinyRecipe.Of(TinyRecipe.Networks("tanh"), latents: 2, prior: prior), new ImageShape(1, 4, 4), 3, seed: 3);
        Shake(model.Prior!, kind == "realnvp" ? 0.15 : 0.3); // a flow that bends strongly has tails beyond the grid
        return model;
    }

    private static void Shake(nn.Module module, double by)
    {
        using var mode = no_grad();
        using var random = new RandomStream(7, RandomUse.Initialization);
        foreach (Tensor parameter in module.parameters())
        {
            parameter.add_(by * random.Normal(parameter.shape));
        }
    }

    // On the grid of these nodes, the first dimension outside.
    private static double[] Density(VariationalAutoencoder model, double[] nodes) =>
        [.. Values.Read(model.Prior!.LogProbability(Grid(nodes), null)).Select(Math.Exp)];

    // Trapezia, and straight lines between the nodes: these stray from the integral by no more than a fifth of h² times the
    // density's steepest slope, a few 1e-4 with h = 0.05, where 50,000 samples see a hundredth.
    private static Func<double, double> Cumulative(double[] marginal)
    {
        double step = 2 * Edge / (marginal.Length - 1);
        double[] sums = new double[marginal.Length];
        for (int i = 1; i < sums.Length; i++)
        {
            sums[i] = sums[i - 1] + (0.5 * step * (marginal[i - 1] + marginal[i]));
        }

        return x =>
        {
            double place = Math.Clamp((x + Edge) / step, 0, sums.Length - 1);
            int before = Math.Min((int)place, sums.Length - 2);
            return sums[before] + ((place - before) * (sums[before + 1] - sums[before]));
        };
    }

    private static Tensor Grid(double[] nodes) => cartesian_prod(Row(nodes), Row(nodes));

    private static Tensor Row(double[] nodes) => tensor((float[])[.. nodes.Select(x => (float)x)]);

    private static double Integral(double[] nodes, double[] density, Func<double, double, double> of)
    {
        double[] outer = new double[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            double[] inner = [.. nodes.Select((y, j) => density[(i * nodes.Length) + j] * of(nodes[i], y))];
            outer[i] = Quadrature.Simpson(inner, -Edge, Edge);
        }

        return Quadrature.Simpson(outer, -Edge, Edge);
    }
}
