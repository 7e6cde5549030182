using BenchmarkDotNet.Attributes;
using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Benchmarks.Micro;

/// <summary>Log probabilities with their gradients, and the rate, by libtorch's operations and as VaeSharp does them.</summary>
[CategoriesColumn]
public class Likelihoods
{
    private const int Components = 5;
    private const int Channels = 3;

    private Tensor _digits = null!; // [256, 1, 28, 28]
    private Tensor _logits = null!; // [256, 1, 28, 28]
    private Tensor _photographs = null!; // [32, 3, 32, 32]
    private Tensor _mixture = null!; // [32, 50, 32, 32]
    private Tensor _mean = null!; // [256, 2]
    private Tensor _logVariance = null!; // [256, 2]
    private DiagonalGaussian _standard = null!;

    /// <summary>Makes images and parameters.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        using RandomStream random = Bench.Prepare();
        _digits = random.Uniform(256, 1, 28, 28).round();
        _logits = random.Normal(256, 1, 28, 28).requires_grad_();
        _photographs = random.Uniform(32, Channels, 32, 32);
        _mixture = random.Normal(32, Components * (1 + (2 * Channels) + (Channels * (Channels - 1) / 2)), 32, 32).requires_grad_();
        _mean = random.Normal(256, 2).requires_grad_();
        _logVariance = random.Normal(256, 2).requires_grad_();
        _standard = DiagonalGaussian.Standard(2);
    }

    /// <summary>One operation after the other, before.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Bernoulli")]
    public void LibTorchBernoulli() =>
        Bench.ThereAndBack(() => new Bernoulli(_logits).LogProbabilityPerValue(_digits).flatten(1).sum(1).mean(), _logits);

    /// <summary>In one pass, after.</summary>
    [Benchmark, BenchmarkCategory("Bernoulli")]
    public void OwnBernoulli() => Bench.ThereAndBack(() => new Bernoulli(_logits).LogProbability(_digits).mean(), _logits);

    /// <summary>One operation after the other, before.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("mixture of logistics")]
    public void LibTorchMixture() => Bench.ThereAndBack(
        () => new LogisticMixture(_mixture, Components, Channels).LogJoint(_photographs)[^1].flatten(1).sum(1).mean(), _mixture);

    /// <summary>In one pass, after.</summary>
    [Benchmark, BenchmarkCategory("mixture of logistics")]
    public void OwnMixture() => Bench.ThereAndBack(
        () => new LogisticMixture(_mixture, Components, Channels).LogProbability(_photographs).mean(), _mixture);

    /// <summary>For any Gaussian prior, before.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("rate of N(0, I)")]
    public void AnyPriorRate() => Bench.ThereAndBack(
        () => new DiagonalGaussian(_mean, _logVariance).KlDivergence(_standard).mean(), _mean, _logVariance);

    /// <summary>For N(0, I) alone, after.</summary>
    [Benchmark, BenchmarkCategory("rate of N(0, I)")]
    public void StandardRate() => Bench.ThereAndBack(
        () => new DiagonalGaussian(_mean, _logVariance).KlToStandardPerDimension().sum(-1).mean(), _mean, _logVariance);
}
