using VaeSharp.Engine;
using VaeSharp.Nn.Layers;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Layers;

public sealed class AffineTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 33, 7)]
    [InlineData(64, 784, 400)]
    public void Results_and_gradients_agree_with_doubles(long batch, long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        using var layer = new Affine(inputs, outputs);
        Tensor[] given = [random.Normal(batch, inputs).requires_grad_(true), .. layer.parameters()];
        Tensor[] exact = [.. given.Select(t => t.detach().to(float64).requires_grad_(true))];
        Tensor slope = random.Normal(batch, outputs);

        Tensor y = layer.call(given[0]);
        Tensor expected = exact[0].mm(exact[1].t()) + exact[2];
        (y * slope).sum().backward();
        (expected * slope.to(float64)).sum().backward();

        Assert.True(allclose(expected, y.to(float64), 1e-5, 1e-5));
        Assert.All(exact.Zip(given), pair =>
            Assert.True(allclose(pair.First.grad!, pair.Second.grad!.to(float64), 1e-4, 1e-4)));
    }

    [Fact]
    public void Inputs_with_gaps_or_repeated_rows_give_what_their_copies_give()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Evaluation);
        using var layer = new Affine(6, 4);
        Tensor half = random.Normal(5, 12)[.., ..6];
        Tensor repeated = random.Normal(1, 6).expand(5, 6);

        Assert.All((Tensor[])[half, repeated], x =>
            Assert.True(layer.call(x).eq(layer.call(x.contiguous().clone())).all().item<bool>()));
    }

    [Fact]
    public void Gradients_of_two_losses_add_up()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(3, RandomUse.Evaluation);
        using var layer = new Affine(6, 4);
        Tensor x = random.Normal(5, 6);

        layer.call(x).sum().backward();
        Tensor once = layer.Weight.grad!.clone();
        layer.call(x).sum().backward();

        Assert.True(allclose(2 * once, layer.Weight.grad!));
    }

    [Fact]
    public void Second_derivatives_agree_with_doubles()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(4, RandomUse.Evaluation);
        using var layer = new Affine(6, 4);
        Tensor[] given = [random.Normal(5, 6).requires_grad_(true), .. layer.parameters()];
        Tensor[] exact = [.. given.Select(t => t.detach().to(float64).requires_grad_(true))];

        Penalty(layer.call(given[0]), given[0]).backward();
        Penalty(exact[0].mm(exact[1].t()) + exact[2], exact[0]).backward();

        Assert.All(exact.Zip(given), pair =>
            Assert.True(allclose(pair.First.grad!, pair.Second.grad!.to(float64), 1e-4, 1e-4)));

        static Tensor Penalty(Tensor y, Tensor x) =>
            autograd.grad([y.tanh().sum()], [x], retain_graph: true, create_graph: true)[0].square().sum();
    }
}
