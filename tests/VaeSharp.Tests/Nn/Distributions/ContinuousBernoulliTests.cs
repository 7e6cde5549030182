using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class ContinuousBernoulliTests
{
    /// <summary>Both sides of the switch between series and closed form at 0.1, and far from it.</summary>
    public static TheoryData<double> Logits() =>
        [0, 1e-6, -1e-3, 0.05, 0.0999, -0.0999, 0.1001, -0.1001, 0.5, -1, 3, -8, 20, 50, -50];

    [Theory]
    [MemberData(nameof(Logits))]
    public void Density_integrates_to_one(double logit)
    {
        using var scope = NewDisposeScope();
        double[] nodes = Quadrature.Nodes(0, 1, 1000);
        var p = new ContinuousBernoulli(full([1, 1, 1, nodes.Length], logit));

        double[] density = Values.Read(p.LogProbabilityPerValue(Values.Image(nodes)).exp());

        Values.Near(1, Quadrature.Simpson(density, 0, 1), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Logits))]
    public void Mean_is_the_integral_of_x(double logit)
    {
        using var scope = NewDisposeScope();

        double mean = new ContinuousBernoulli(full([1, 1, 1, 1], logit)).Mean.item<float>();

        Values.Near(ExactMean(logit), mean, 3e-6);
    }

    [Theory]
    [MemberData(nameof(Logits))]
    public void Samples_follow_the_density(double logit)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(5, RandomUse.Sampling);

        float[] samples = Values.ReadSingle(new ContinuousBernoulli(full([1, 1, 1, 20_000], logit)).Sample(random));

        Assert.All(samples, s => Assert.InRange(s, 0, 1));
        Assert.InRange(GoodnessOfFit.Kolmogorov(samples, x => Cumulative(x, logit)), 0, 2.2);
        double exact = ExactMean(logit);
        (double mean, double error) = Moments.Of([.. samples.Select(x => (double)x)]);
        Values.Near(exact, mean, 4.5 * error);
        (double variance, error) = Moments.Of([.. samples.Select(x => (x - exact) * (x - exact))]);
        Values.Near(Expected(logit, x => (x - exact) * (x - exact)), variance, 4.5 * error);
    }

    [Theory]
    [MemberData(nameof(Logits))]
    [InlineData(500)]
    [InlineData(-500)]
    public void Gradient_of_the_log_density_is_x_minus_the_mean(double logit)
    {
        using var scope = NewDisposeScope();
        Tensor logits = full([1, 1, 1, 1], logit, requires_grad: true);

        new ContinuousBernoulli(logits).LogProbability(full([1, 1, 1, 1], 0.3)).sum().backward();

        Values.Near(0.3 - ExactMean(logit), logits.grad!.item<float>(), 2e-5);
    }

    [Fact]
    public void Log_density_and_mean_do_not_jump_at_the_switch()
    {
        using var scope = NewDisposeScope();
        var p = new ContinuousBernoulli(Values.Image(0.0999999, 0.1000001, -0.0999999, -0.1000001));
        double[] log = Values.Read(p.LogProbabilityPerValue(zeros(1, 1, 1, 4)));
        double[] mean = Values.Read(p.Mean);

        Values.Near(log[0], log[1], 1e-6);
        Values.Near(log[2], log[3], 1e-6);
        Values.Near(mean[0], mean[1], 3e-6);
        Values.Near(mean[2], mean[3], 3e-6);
    }

    private static double ExactMean(double logit) => Expected(logit, x => x);

    // ∫ f(x) exp(ηx) dx / ∫ exp(ηx) dx, with the greatest exponent taken out.
    private static double Expected(double logit, Func<double, double> f)
    {
        double Weight(double x) => Math.Exp((logit * x) - Math.Max(logit, 0));
        return Quadrature.Simpson(x => f(x) * Weight(x), 0, 1) / Quadrature.Simpson(Weight, 0, 1);
    }

    private static double Cumulative(double x, double logit) => Math.Abs(logit) < 1e-5
        ? x
        : (Math.Exp((logit * x) - Math.Max(logit, 0)) - Math.Exp(-Math.Max(logit, 0)))
            / (Math.Exp(Math.Min(logit, 0)) - Math.Exp(-Math.Max(logit, 0)));
}
