using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn;

/// <summary>Every function with a gradient of its own against the same by libtorch's operations, or against differences.</summary>
public sealed class GradientTests
{
    // By the name of the type that holds it: our own way, the plain one, and all inputs.
    private static readonly Dictionary<string, Func<RandomStream, Case>> Cases = new()
    {
        ["Affine"] = random =>
        {
            var layer = new Affine(6, 4);
            return new Case(
                t => Affine.Apply(t[0], t[1], t[2]).tanh(), t => nn.functional.linear(t[0], t[1], t[2]).tanh(),
                [random.Normal(5, 6), layer.Weight, layer.Bias]);
        },
        ["BernoulliKernel"] = random => new Case(
            t => new Bernoulli(t[1]).LogProbability(t[0]), t => new Bernoulli(t[1]).LogProbabilityPerValue(t[0]).flatten(1).sum(1),
            [random.Uniform(3, 1, 4, 9), random.Normal(3, 1, 4, 9)]),
        ["LogisticMixtureKernel"] = random =>
        {
            Tensor x = random.Uniform(3, 3, 4, 5);
            return new Case(
                t => new LogisticMixture(t[0], 2, 3).LogProbability(x),
                t => new LogisticMixture(t[0], 2, 3).LogProbabilityPerValue(x).flatten(1).sum(1), [random.Normal(3, 20, 4, 5)]);
        },
    };

    [Fact]
    public void No_function_with_a_gradient_of_its_own_is_left_out() =>
        Assert.Equal(
            ((string[])[.. Cases.Keys, nameof(GradientScale), nameof(PlanarStep), nameof(SphereAngle)]).Order(StringComparer.Ordinal),
            typeof(Affine).Assembly.GetTypes()
                .Where(type => type.BaseType is { IsGenericType: true } parent
                    && parent.GetGenericTypeDefinition() == typeof(autograd.SingleTensorFunction<>))
                .Select(type => type.DeclaringType!.Name).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Affine", 1e-6)]
    [InlineData("BernoulliKernel", 1e-6)]
    [InlineData("LogisticMixtureKernel", 2e-5)] // its slopes turn with the last digit of a distance
    public void Each_input_that_asks_for_a_gradient_has_the_right_one(string name, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        Case example = Cases[name](random);
        for (int asked = 1; asked < 1 << example.Inputs.Length; asked++)
        {
            Tensor[] ours = example.Leaves(asked);
            Tensor[] theirs = example.Leaves(asked);

            example.Own(ours).square().mean().backward();
            example.Plain(theirs).square().mean().backward();

            for (int i = 0; i < ours.Length; i++)
            {
                Assert.Equal((asked & (1 << i)) != 0, ours[i].grad is not null);
                Near(theirs[i].grad, ours[i].grad, tolerance);
            }
        }
    }

    [Theory]
    [InlineData("Affine")]
    [InlineData("BernoulliKernel")]
    [InlineData("LogisticMixtureKernel")]
    public void Second_derivatives_are_those_of_plain_operations(string name)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Evaluation);
        Case example = Cases[name](random);
        Tensor[] ours = example.Leaves(-1);
        Tensor[] theirs = example.Leaves(-1);

        Penalty(example.Own(ours), ours).backward();
        Penalty(example.Plain(theirs), theirs).backward();

        Assert.All(theirs.Zip(ours), pair =>
        {
            Assert.True(pair.First.grad!.abs().max().item<float>() > 1e-3);
            Near(pair.First.grad, pair.Second.grad, 1e-5);
        });

        static Tensor Penalty(Tensor value, Tensor[] inputs) => autograd
            .grad([value.square().mean()], inputs, retain_graph: true, create_graph: true)
            .Select(gradient => gradient.square().sum()).Aggregate((a, b) => a + b);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(50)]
    public void Second_derivatives_of_an_angle_are_differences_of_its_slope_on_its_way(int dimension)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(3, RandomUse.Evaluation);
        Tensor kappa = tensor([0.2, 1.0, 7, 60, 700], [5, 1]).repeat(4, 1).requires_grad_();
        Tensor mean = nn.functional.normalize(random.Normal(20, dimension).to(ScalarType.Float64), 2, 1);

        Tensor angle = SphereAngle.Sample(mean, kappa, random).Angle;
        Tensor slope = autograd.grad([angle.sum()], [kappa], create_graph: true)[0];
        Tensor second = autograd.grad([slope.sum()], [kappa])[0];

        (Tensor at, Tensor start, Tensor way) = (kappa.detach(), angle.detach(), slope.detach());
        Tensor step = 1e-4 * at;
        Tensor difference = (SphereAngle.Slope(at + step, start + (step * way), dimension)
            - SphereAngle.Slope(at - step, start - (step * way), dimension)) / (2 * step);
        Assert.All(Values.Read(difference).Zip(Values.Read(second)), pair => Values.Near(pair.First, pair.Second, 1e-8, 1e-4));
    }

    [Fact]
    public void Second_derivatives_of_an_inverted_planar_step_are_differences_of_the_first()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(4, RandomUse.Evaluation);
        Tensor[] inputs = [.. ((long[])[3, 3, 3, 1]).Select(
            size => random.Normal(2, size).to(ScalarType.Float64).requires_grad_())];

        Slopes.Agree(inputs, at =>
        {
            using var mode = enable_grad();
            Tensor[] leaves = [.. at.Select(t => t.requires_grad ? t : t.detach().requires_grad_())];
            (Tensor z, Tensor log) = new PlanarStep(leaves[1], leaves[2], leaves[3]).Inverse(leaves[0]);
            return autograd.grad([z.sin().sum() + log.sum()], leaves, retain_graph: true, create_graph: true)
                .Select(gradient => gradient.square().sum()).Aggregate((a, b) => a + b);
        });
    }

    private static void Near(Tensor? expected, Tensor? actual, double tolerance)
    {
        if (expected is null)
        {
            return;
        }

        double largest = Math.Max(1, expected.abs().max().item<float>());
        double farthest = (expected - actual!).abs().max().item<float>();
        Assert.True(farthest <= tolerance * largest, $"{farthest:G3} apart, the largest is {largest:G3}.");
    }

    private sealed record Case(Func<Tensor[], Tensor> Own, Func<Tensor[], Tensor> Plain, Tensor[] Inputs)
    {
        // Copies, of which those whose bit is set ask for a gradient.
        internal Tensor[] Leaves(int asked) =>
            [.. Inputs.Select((input, i) => input.detach().clone().requires_grad_((asked & (1 << i)) != 0))];
    }
}
