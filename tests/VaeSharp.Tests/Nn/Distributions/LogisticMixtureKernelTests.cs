using VaeSharp.Engine;
using VaeSharp.Engine.Kernels;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

public sealed class LogisticMixtureKernelTests
{
    // Components, channels, height, width: parameters fewer and more than a vector, pixels with and without a rest.
    public static readonly TheoryData<int, int, int, int> Sizes = new()
    {
        { 1, 1, 1, 1 }, { 3, 1, 5, 5 }, { 10, 1, 8, 8 }, { 1, 2, 3, 7 }, { 10, 3, 8, 4 }, { 5, 3, 7, 9 }, { 2, 4, 4, 4 },
        { 64, 3, 4, 5 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Sums_and_slopes_are_those_of_the_formula_in_doubles(int components, int channels, int height, int width)
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor numbers) = Example(components, channels, height, width);
        foreach (bool byPixels in (bool[])[false, true])
        {
            Tensor parameters = Laid(numbers, byPixels);
            using var random = new RandomStream(2, RandomUse.Evaluation);
            Tensor weights = random.Uniform(x.shape[0]) - 0.5;

            Assert.True(LogisticMixtureKernel.Takes(x, parameters, new MixtureLayout(components, channels)));
            Tensor sums = new LogisticMixture(parameters, components, channels).LogProbability(x);
            (sums * weights).sum().backward();

            Tensor exact = numbers.to(float64).requires_grad_();
            Tensor expected = new LogisticMixture(exact, components, channels).LogProbability(x.to(float64));
            (expected * weights.to(float64)).sum().backward();
            Near(expected.detach(), sums.detach(), 1e-6);
            for (long first = 0; first < numbers.shape[1]; first += components)
            {
                Near(exact.grad!.narrow(1, first, components), parameters.grad!.narrow(1, first, components), 2e-5);
            }
        }
    }

    [Fact]
    public void Slopes_are_finite_differences_of_the_sums()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor numbers) = Example(3, 3, 4, 5);
        Tensor parameters = numbers.clone().requires_grad_();
        new LogisticMixture(parameters, 3, 3).LogProbability(x).sum().backward();
        Tensor exact = numbers.to(float64);
        for (long seed = 0; seed < 5; seed++)
        {
            using var random = new RandomStream(3, RandomUse.Evaluation, seed);
            Tensor way = random.Normal(numbers.shape).to(float64);

            double difference = (At(1e-5) - At(-1e-5)) / 2e-5;

            Values.Near(difference, (parameters.grad! * way).sum().item<double>(), 1e-3, 1e-4);

            double At(double step) =>
                new LogisticMixture(exact + (step * way), 3, 3).LogProbability(x.to(float64)).sum().item<double>();
        }
    }

    [Fact]
    public void Numbers_with_gaps_between_them_give_the_same()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor numbers) = Example(2, 3, 4, 4);
        Tensor wide = cat([numbers, numbers], 3).requires_grad_();
        Tensor plain = numbers.clone().requires_grad_();

        new LogisticMixture(wide[.., .., .., ..4], 2, 3).LogProbability(x).sum().backward();
        new LogisticMixture(plain, 2, 3).LogProbability(x).sum().backward();

        Assert.Equal(Values.ReadSingle(plain.grad!), Values.ReadSingle(wide.grad![.., .., .., ..4].contiguous()));
    }

    [Fact]
    public void Values_are_the_same_with_and_without_slopes()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor numbers) = Example(4, 3, 5, 7);
        var p = new LogisticMixture(numbers.requires_grad_(), 4, 3);

        Tensor with = p.LogProbability(x);
        using var none = no_grad();

        Assert.Equal(Values.ReadSingle(p.LogProbability(x)), Values.ReadSingle(with.detach()));
    }

    [Fact]
    public void A_second_way_back_gives_the_same_slopes()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor numbers) = Example(2, 3, 4, 4);
        Tensor parameters = numbers.requires_grad_();
        Tensor sum = new LogisticMixture(parameters, 2, 3).LogProbability(x).sum();

        sum.backward(retain_graph: true);
        Tensor once = parameters.grad!.clone();
        sum.backward();

        Assert.Equal(Values.ReadSingle(2 * once), Values.ReadSingle(parameters.grad!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(19)]
    public void A_number_that_is_none_stays_visible(long parameter)
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor numbers) = Example(2, 3, 1, 20);
        numbers[1, parameter, 0, 18] = float.NaN;

        float[] sums = Values.ReadSingle(new LogisticMixture(numbers, 2, 3).LogProbability(x));

        Assert.Equal([false, true, false], sums.Select(float.IsNaN));
    }

    private static (Tensor X, Tensor Numbers) Example(int components, int channels, int height, int width)
    {
        using var random = new RandomStream(1, RandomUse.Evaluation);
        Tensor x = (random.Integers(360, 3, channels, height, width) - 50).clamp(0, 255).to(ScalarType.Float32) / 255;
        long count = components * (1 + (2 * channels) + (channels * (channels - 1) / 2));
        return (x, random.Normal(3, count, height, width) * 1.3);
    }

    private static Tensor Laid(Tensor numbers, bool byPixels)
    {
        Tensor leaf = byPixels ? numbers.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : numbers.clone();
        return leaf.detach().requires_grad_();
    }

    // To the size of the largest: the sharper a logistic is, the more its slope turns with the last digit of a distance.
    internal static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        double largest = expected.abs().max().item<double>();
        double farthest = (expected - actual.to(float64)).abs().max().item<double>();
        Assert.True(farthest <= tolerance * largest, $"{farthest:G3} apart, the largest is {largest:G3}.");
    }
}
