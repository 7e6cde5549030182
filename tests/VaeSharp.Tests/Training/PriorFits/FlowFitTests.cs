using VaeSharp.Models;
using VaeSharp.Models.Priors;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training.PriorFits;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.PriorFits;

public sealed class FlowFitTests
{
    private static readonly RealNvpOptions Choice = new(6, 32);

    [Fact]
    public void The_fitted_flow_integrates_to_one_and_knows_new_points_better_than_the_normal()
    {
        using var scope = NewDisposeScope();
        using Prior prior = ModelFactory.CreatePrior(Choice, 2, seed: 3);
        Tensor fresh = MixtureFitTests.Draw(4000, 21);

        IReadOnlyList<double> course = FlowFit.Fit(prior, MixtureFitTests.Draw(8000, 20), epochs: 20, seed: 1);

        using var mode = no_grad();
        double[] nodes = Quadrature.Nodes(-11, 11, 400);
        Tensor row = tensor((float[])[.. nodes.Select(x => (float)x)]);
        double[] density = [.. Values.Read(prior.LogProbability(cartesian_prod(row, row), null)).Select(Math.Exp)];
        double whole = Quadrature.Simpson(
            [.. density.Chunk(nodes.Length).Select(line => Quadrature.Simpson(line, -11, 11))], -11, 11);
        double gain = (prior.LogProbability(fresh, null) - DiagonalGaussian.Standard(2).LogProbability(fresh))
            .mean().item<float>();
        Values.Near(1, whole, 5e-3);
        Assert.True(gain > 1.5, $"{gain} nats");
        Assert.True(course[^1] > course[0] + 1, $"{course[0]} became {course[^1]}");
    }

    [Fact]
    public void Equal_seeds_give_equal_bits()
    {
        using var scope = NewDisposeScope();
        Tensor points = MixtureFitTests.Draw(1100, 22);

        float[][] weights = [.. ((ulong[])[4, 4, 5]).Select(seed =>
        {
            using Prior prior = ModelFactory.CreatePrior(Choice, 2, seed: 3);
            FlowFit.Fit(prior, points, epochs: 2, seed);
            return prior.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray()).ToArray();
        })];

        Assert.Equal(weights[0], weights[1]);
        Assert.NotEqual(weights[0], weights[2]);
    }
}
