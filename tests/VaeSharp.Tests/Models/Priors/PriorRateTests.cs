using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Priors;

/// <summary>The rate that a model measures by a sample of z, as it knows no closed form, against an integral.</summary>
public sealed class PriorRateTests
{
    private const int Draws = 50_000;

    [Theory]
    [InlineData("mixture")]
    [InlineData("vamp")]
    [InlineData("realnvp")]
    public void Rate_of_a_model_is_the_integral_of_its_definition_on_average(string kind)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = PriorTests.Shaken(kind);
        Moments.Shake(model, 0.1);
        using var random = new RandomStream(11, RandomUse.Evaluation);
        Tensor x = random.Uniform(1, 1, 4, 4).round();
        var q = (DiagonalGaussian)model.Encode(x).Posterior;
        double[] nodes = Quadrature.Nodes(-12, 12, 240);
        Tensor grid = Moments.Grid(nodes, 2).to(ScalarType.Float32);
        double[] posterior = Values.Read(q.LogProbability(grid));
        double[] prior = Values.Read(model.Prior!.LogProbability(grid, null));

        double[] rates = Values.Read(model.Elbo(x.expand(Draws, -1, -1, -1), null, random).Rate);

        (double mean, double error) = Moments.Of(rates);
        double exact = Moments.Integral([.. posterior.Zip(prior, (a, b) => Math.Exp(a) * (a - b))], nodes);
        Assert.Null(model.Encode(x).RatePerDimension());
        Values.Near(1, Moments.Integral([.. posterior.Select(Math.Exp)], nodes), 1e-4); // the grid holds all of q
        Values.Near(exact, mean, 4.5 * error);
    }
}
