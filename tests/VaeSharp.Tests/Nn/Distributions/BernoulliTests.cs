using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class BernoulliTests
{
    private static readonly double[] Logits = [-200, -30, -5, -1, -1e-3, 0, 0.7, 4, 30, 200];

    [Fact]
    public void Probabilities_of_zero_and_one_sum_to_one()
    {
        using var scope = NewDisposeScope();
        var p = new Bernoulli(Values.Image(Logits));
        Tensor zero = p.LogProbabilityPerValue(zeros(1, 1, 1, Logits.Length));
        Tensor one = p.LogProbabilityPerValue(ones(1, 1, 1, Logits.Length));

        Assert.All(Values.Read(zero.exp() + one.exp()), sum => Values.Near(1, sum, 1e-6));
        Assert.All(Values.Read(cat([zero, one])), log => Assert.True(double.IsFinite(log)));
    }

    [Fact]
    public void Log_probabilities_and_mean_agree_with_doubles()
    {
        using var scope = NewDisposeScope();
        var p = new Bernoulli(Values.Image(Logits));
        double[] one = Values.Read(p.LogProbabilityPerValue(ones(1, 1, 1, Logits.Length)));
        double[] mean = Values.Read(p.Mean);

        for (int i = 0; i < Logits.Length; i++)
        {
            double exact = Logits[i] < 0 ? Logits[i] - LogOnePlus(Logits[i]) : -LogOnePlus(-Logits[i]);
            Values.Near(exact, one[i], 1e-7, 1e-6);
            Values.Near(Math.Exp(exact), mean[i], 1e-7);
        }

        static double LogOnePlus(double logit) => Math.Log(1 + Math.Exp(logit));
    }

    [Fact]
    public void Samples_are_ones_as_often_as_the_mean_says()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Sampling);
        double probability = 1 / (1 + Math.Exp(-0.8));

        float[] samples = Values.ReadSingle(new Bernoulli(full([1, 1, 1, 100_000], 0.8)).Sample(random));

        Assert.All(samples, s => Assert.True(s is 0 or 1));
        Values.Near(probability, samples.Average(), 4 * Math.Sqrt(probability * (1 - probability) / 100_000));
    }

    [Fact]
    public void Grey_cross_entropy_is_no_distribution()
    {
        using var scope = NewDisposeScope();
        double[] nodes = Quadrature.Nodes(0, 1, 500);
        var p = new GreyCrossEntropy(full([1, 1, 1, nodes.Length], 2.0));
        double lambda = 1 / (1 + Math.Exp(-2.0));

        double integral = Quadrature.Simpson(Values.Read(p.LogProbabilityPerValue(Values.Image(nodes)).exp()), 0, 1);

        // Loaiza-Ganem & Cunningham 2019, equation 6: the missing constant is 2 artanh(1 − 2λ)/(1 − 2λ).
        Values.Near((1 - (2 * lambda)) / (2 * Math.Atanh(1 - (2 * lambda))), integral, 1e-5);
        Assert.True(integral < 0.9);
        Assert.Equal(PixelSupport.None, p.Support);
    }
}
