using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class BernoulliKernelTests
{
    // Rows shorter than a vector, of vectors alone, and of vectors with a rest.
    public static readonly TheoryData<long[]> Shapes = [[1, 1, 1, 1], [3, 1, 3, 5], [5, 2, 4, 4], [37, 3, 7, 9], [4, 100]];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sums_and_slopes_are_those_of_the_formula_in_doubles(long[] shape)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(7);
        Tensor x = rand(shape, generator: random);
        Tensor logits = (randn(shape, generator: random) * 20).requires_grad_();
        Tensor weights = rand(shape[0], generator: random) - 0.5;

        Tensor sums = new Bernoulli(logits).LogProbability(x);
        (sums * weights).sum().backward();

        Tensor exact = logits.detach().to(float64).requires_grad_();
        Tensor expected = new Bernoulli(exact).LogProbabilityPerValue(x.to(float64)).flatten(1).sum(1);
        (expected * weights.to(float64)).sum().backward();
        Assert.True(allclose(expected, sums.to(float64), 1e-5, 1e-5));
        Assert.True(allclose(exact.grad!, logits.grad!.to(float64), 1e-5, 1e-7));
    }

    [Fact]
    public void Values_are_the_same_with_and_without_slopes()
    {
        using var scope = NewDisposeScope();
        Tensor x = rand(9, 1, 5, 7);
        Tensor logits = randn(9, 1, 5, 7).requires_grad_();

        Tensor with = new Bernoulli(logits).LogProbability(x);
        using var none = no_grad();
        Tensor without = new Bernoulli(logits).LogProbability(x);

        Assert.Equal(Values.ReadSingle(without), Values.ReadSingle(with));
    }

    [Fact]
    public void Large_logits_of_either_sign_give_finite_sums_and_slopes()
    {
        using var scope = NewDisposeScope();
        Tensor x = zeros(2, 1, 1, 33);
        Tensor logits = cat([full([1, 1, 1, 33], 3e4f), full([1, 1, 1, 33], -3e4f)]).requires_grad_();

        Tensor sums = new Bernoulli(logits).LogProbability(x);
        sums.sum().backward();

        Assert.Equal([-33 * 3e4f, 0], Values.ReadSingle(sums), (a, b) => Math.Abs(a - b) < 1e-30);
        Assert.Equal(
            [.. Enumerable.Repeat(-1f, 33), .. Enumerable.Repeat(0f, 33)], Values.ReadSingle(logits.grad!),
            (a, b) => Math.Abs(a - b) < 1e-30);
    }

    [Fact]
    public void A_logit_that_is_no_number_stays_visible()
    {
        using var scope = NewDisposeScope();
        Tensor logits = zeros(2, 1, 1, 40);
        logits[0, 0, 0, 3] = float.NaN;
        logits[1, 0, 0, 39] = float.NaN;

        Assert.All(Values.ReadSingle(new Bernoulli(logits).LogProbability(zeros_like(logits))), s => Assert.True(float.IsNaN(s)));
    }

    [Fact]
    public void Second_derivatives_are_those_of_plain_operations()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(6, RandomUse.Evaluation);
        Tensor x = random.Uniform(3, 1, 2, 20).round();
        Tensor fused = random.Normal(3, 1, 2, 20).requires_grad_();
        Tensor plain = fused.detach().clone().requires_grad_();

        Penalty(new Bernoulli(fused).LogProbability(x), fused).backward();
        Penalty(new Bernoulli(plain).LogProbabilityPerValue(x).flatten(1).sum(1), plain).backward();

        Assert.True(plain.grad!.abs().max().item<float>() > 0.1);
        Assert.True(allclose(plain.grad!, fused.grad!, 1e-4, 1e-5));

        static Tensor Penalty(Tensor log, Tensor logits) =>
            autograd.grad([log.square().sum()], [logits], retain_graph: true, create_graph: true)[0].square().sum();
    }
}
