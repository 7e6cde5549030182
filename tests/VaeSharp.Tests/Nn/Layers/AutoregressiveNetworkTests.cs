using TorchSharp;
using VaeSharp.Engine;
using VaeSharp.Nn.Layers;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Layers;

public sealed class AutoregressiveNetworkTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 16)]
    [InlineData(6, 4)]
    public void What_is_said_of_a_dimension_depends_on_those_before_it_and_on_the_context(int dimension, int hidden)
    {
        using var scope = NewDisposeScope();
        using var network = new AutoregressiveNetwork(dimension, 5, hidden);
        network.to(ScalarType.Float64);
        Moments.Shake(network, 0.4);
        using var random = new RandomStream(2, RandomUse.Evaluation);
        Tensor z = random.Normal(1, dimension).to(ScalarType.Float64).requires_grad_();
        Tensor context = random.Normal(1, hidden).to(ScalarType.Float64).requires_grad_();

        Tensor said = network.call(z, context); // [1, 2·D]

        for (int i = 0; i < 2 * dimension; i++)
        {
            IList<Tensor> gradient = autograd.grad([said[0, i]], [z, context], retain_graph: true, allow_unused: true);
            double[] slopes = Values.Read(gradient[0]);
            for (int j = 0; j < dimension; j++)
            {
                bool before = j < i % dimension;
                Assert.True(before ? hidden < dimension || slopes[j] != 0 : slopes[j] == 0, $"{i} by {j}: {slopes[j]}");
            }

            Assert.True(gradient[1].abs().max().item<double>() > 0);
        }
    }

    [Fact]
    public void A_gate_starts_open()
    {
        using var scope = NewDisposeScope();
        using var network = new AutoregressiveNetwork(8, 4, 32);

        double[] said = Values.Read(network.call(zeros(1, 8), zeros(1, 32))); // m, then s

        Assert.All(said[..8], m => Assert.InRange(m, -0.6, 0.6));
        Assert.All(said[8..], s => Assert.InRange(s, 1.4, 2.6));
    }
}
