using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Nn.Layers;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Engine;

public sealed class FusedAdamTests
{
    [Theory]
    [InlineData(0.9, 0.999, 1e-8)]
    [InlineData(0.5, 0.9, 1e-4)]
    public void Fifty_updates_agree_with_the_reference_within_a_millionth(double beta1, double beta2, double epsilon)
    {
        using var scope = NewDisposeScope();
        Parameter[] ours = Network(1);
        Parameter[] theirs = Network(1);
        using var fused = new FusedAdam(ours, beta1, beta2, epsilon);
        using var reference = optim.Adam(theirs, lr: 0.01, beta1: beta1, beta2: beta2, eps: epsilon);
        for (ulong i = 0; i < 50; i++)
        {
            Loss(ours, i).backward();
            fused.Step(0.01);
            reference.zero_grad();
            Loss(theirs, i).backward();
            reference.step();
        }

        Assert.Equal(50, fused.Updates);
        foreach ((Parameter a, Parameter b) in ours.Zip(theirs))
        {
            Assert.InRange((a - b).abs().max().item<float>(), 0, 1e-6);
        }
    }

    [Fact]
    public void Weights_with_channels_innermost_are_updated_as_the_reference_updates_them()
    {
        using var scope = NewDisposeScope();
        using NhwcConvolution ours = new NhwcConvolution(3, 5, 4, stride: 2, padding: 1);
        using NhwcConvolution theirs = new NhwcConvolution(3, 5, 4, stride: 2, padding: 1);
        theirs.load_state_dict(ours.state_dict());
        using var fused = new FusedAdam(ours.parameters());
        using var reference = optim.Adam(theirs.parameters(), lr: 0.01);
        for (long i = 0; i < 20; i++)
        {
            using var random = new RandomStream(1, RandomUse.Training, i);
            Tensor x = random.Normal(4, 3, 8, 8);
            ours.call(x).square().mean().backward();
            fused.Step(0.01);
            reference.zero_grad();
            theirs.call(x).square().mean().backward();
            reference.step();
        }

        Assert.InRange((ours.Weight - theirs.Weight).abs().max().item<float>(), 0, 1e-6);
        Assert.InRange((ours.Bias! - theirs.Bias!).abs().max().item<float>(), 0, 1e-6);
    }

    [Fact]
    public void One_update_is_the_formula_of_the_paper()
    {
        using var scope = NewDisposeScope();
        var weight = new Parameter(tensor([1f, -2f]));
        using var adam = new FusedAdam([weight]);
        (weight * tensor([3f, -0.5f])).sum().backward();

        adam.Step(0.1);

        // m/(1−β₁) = g and v/(1−β₂) = g² after one step: the update is the rate times the gradient's sign.
        Assert.Equal([0.9f, -1.9f], weight.data<float>().ToArray().Select(w => MathF.Round(w, 6)));
        Assert.Equal([0.3f, -0.05f], adam.Means[0].data<float>().ToArray().Select(m => MathF.Round(m, 6)));
        Assert.Equal([9f, 0.25f], adam.Squares[0].data<float>().ToArray().Select(v => MathF.Round(1000 * v, 4)));
    }

    [Fact]
    public void A_parameter_without_gradient_stays()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = Network(2);
        var idle = new Parameter(tensor([1f, 2f, 3f]));
        using var adam = new FusedAdam([.. parameters, idle]);

        for (ulong i = 0; i < 3; i++)
        {
            Loss(parameters, i).backward();
            adam.Step(0.1);
        }

        Assert.Equal([1f, 2f, 3f], idle.data<float>().ToArray());
    }

    [Fact]
    public void Gradient_norm_is_the_root_of_all_squares()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = Network(3);
        using var adam = new FusedAdam(parameters);
        Loss(parameters, 0).backward();
        double expected = Math.Sqrt(parameters.Sum(p => p.grad!.data<float>().ToArray().Sum(g => (double)g * g)));

        Assert.Equal(expected, adam.GradientNorm(), expected * 1e-6);
    }

    [Fact]
    public void A_factor_is_as_if_the_gradients_had_been_multiplied_by_it()
    {
        using var scope = NewDisposeScope();
        Parameter[] factor = Network(5);
        Parameter[] multiplied = Network(5);
        using var ours = new FusedAdam(factor);
        using var theirs = new FusedAdam(multiplied);
        for (ulong step = 0; step < 3; step++)
        {
            Loss(factor, step).backward();
            Loss(multiplied, step).backward();
            using (no_grad())
            {
                foreach (Parameter parameter in multiplied)
                {
                    parameter.grad!.mul_(0.3f);
                }
            }

            ours.Step(0.01, 0.3);
            theirs.Step(0.01);
        }

        Assert.All(factor.Zip(multiplied), pair => Assert.Equal(pair.First.data<float>().ToArray(), pair.Second.data<float>().ToArray()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gradient_that_lies_otherwise_than_its_parameter_counts_all_the_same(bool transposed)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(8, RandomUse.Initialization);
        Tensor start = transposed ? random.Normal(5, 7).t() : random.Normal(7, 5);
        Tensor gradient = transposed ? random.Normal(7, 5) : random.Normal(5, 7).t();
        var ours = new Parameter(start.clone());
        var theirs = new Parameter(start.to(float64));
        using var fast = new FusedAdam([ours]);
        using var slow = new FusedAdam([theirs]);
        for (int step = 0; step < 3; step++)
        {
            ours.grad = gradient.alias();
            theirs.grad = gradient.to(float64);
            Assert.Equal(slow.GradientNorm(), fast.GradientNorm(), 1e-5);
            fast.Step(0.1, 0.5);
            slow.Step(0.1, 0.5);
        }

        Assert.True(allclose(theirs, ours.to(float64), 1e-6, 1e-6));
    }

    [Fact]
    public void Forgotten_gradients_move_nothing()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = Network(9);
        using var adam = new FusedAdam(parameters);
        Tensor[] before = [.. parameters.Select(p => p.clone())];
        Loss(parameters, 0).backward();

        adam.ClearGradients();
        adam.Step(0.1);

        Assert.All(before.Zip(parameters), pair => Assert.Equal(pair.First.data<float>().ToArray(), pair.Second.data<float>().ToArray()));
    }

    [Fact]
    public void A_step_leaves_no_gradients_behind()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = Network(6);
        using var adam = new FusedAdam(parameters);
        Loss(parameters, 0).backward();

        adam.Step(0.1);

        Assert.All(parameters, p => Assert.Null(p.grad));
        Assert.Equal(0, adam.GradientNorm());
    }

    [Fact]
    public void Both_ways_of_updating_agree_for_tensors_of_every_length()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(7, RandomUse.Initialization);
        // A piece is 16,384 numbers, a vector 16; the transposed one lies in memory by columns.
        Tensor[] start = [.. ((long[])[1, 15, 16, 17, 16384, 16385, 40_001]).Select(n => random.Normal(n)), random.Normal(7, 5).t()];
        Parameter[] ours = [.. start.Select(s => new Parameter(s.clone()))];
        Parameter[] theirs = [.. start.Select(s => new Parameter(s.clone().to(float64)))];
        using var fast = new FusedAdam(ours);
        using var slow = new FusedAdam(theirs); // doubles are left to libtorch
        for (int step = 0; step < 5; step++)
        {
            double gradients = 0;
            for (int i = 0; i < start.Length; i++)
            {
                Tensor gradient = random.Normal(start[i].shape);
                gradients = Math.Sqrt((gradients * gradients) + gradient.to(float64).square().sum().item<double>());
                (ours[i] * gradient).sum().backward();
                (theirs[i] * gradient.to(float64)).sum().backward();
            }

            Assert.Equal(gradients, fast.GradientNorm(), 1e-3);
            fast.Step(0.01);
            slow.Step(0.01);
        }

        Assert.All(ours.Zip(theirs), pair => Assert.True(allclose(pair.Second, pair.First.to(float64), 1e-6, 1e-6)));
    }

    [Fact]
    public void Moments_of_an_idle_weight_decay_to_zero_and_not_to_the_smallest_numbers()
    {
        using var scope = NewDisposeScope();
        var weight = new Parameter(ones(20));
        using var adam = new FusedAdam([weight], beta1: 0.5, beta2: 0.5);
        weight.sum().backward();

        for (int i = 0; i < 200; i++)
        {
            adam.Step(0.1);
        }

        Assert.Equal(0, adam.Means[0].abs().max().item<float>());
        Assert.Equal(0, adam.Squares[0].abs().max().item<float>());
    }

    [Fact]
    public void A_gradient_that_is_no_number_reaches_the_weights()
    {
        using var scope = NewDisposeScope();
        var weight = new Parameter(ones(40));
        using var adam = new FusedAdam([weight]);
        weight.sum().backward();
        weight.grad![3] = float.NaN;
        weight.grad![39] = float.NaN;

        adam.Step(0.1);

        Assert.Equal([3, 39], weight.data<float>().ToArray().Index().Where(w => float.IsNaN(w.Item)).Select(w => w.Index));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Gradient_norm_tells_of_one_bad_value(float bad)
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = Network(4);
        using var adam = new FusedAdam(parameters);
        Loss(parameters, 0).backward();
        parameters[1].grad!.view(-1)[0] = bad;

        Assert.False(double.IsFinite(adam.GradientNorm()));
    }

    [Fact]
    public void State_that_is_copied_goes_on_with_the_same_bits()
    {
        using var scope = NewDisposeScope();
        Parameter[] a = Network(5);
        using var first = new FusedAdam(a);
        Take(first, a, 0, 7);
        Parameter[] b = [.. a.Select(p => new Parameter(p.detach().clone()))];
        using var second = new FusedAdam(b) { Updates = first.Updates };
        using (no_grad())
        {
            for (int i = 0; i < b.Length; i++)
            {
                second.Means[i].copy_(first.Means[i]);
                second.Squares[i].copy_(first.Squares[i]);
            }
        }

        Take(first, a, 7, 15);
        Take(second, b, 7, 15);

        Assert.All(a.Zip(b), pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>()));
    }

    private static void Take(FusedAdam adam, Parameter[] parameters, ulong from, ulong to)
    {
        for (ulong i = from; i < to; i++)
        {
            Loss(parameters, i).backward();
            adam.Step(0.02);
        }
    }

    private static Parameter[] Network(ulong seed)
    {
        using var random = new RandomStream(seed, RandomUse.Initialization);
        return [new(random.Normal(6, 5)), new(random.Normal(5)), new(random.Normal(5, 1)), new(random.Normal(1))];
    }

    private static Tensor Loss(Parameter[] p, ulong batch)
    {
        using var random = new RandomStream(batch, RandomUse.Training);
        Tensor x = random.Normal(16, 6);
        return ((x.matmul(p[0]) + p[1]).tanh().matmul(p[2]) + p[3] - x.sum(1, keepdim: true)).square().mean();
    }
}
