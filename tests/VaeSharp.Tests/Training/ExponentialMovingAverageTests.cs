using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training;

public sealed class ExponentialMovingAverageTests
{
    [Theory]
    [InlineData("mlp")]
    [InlineData("conv")]
    public void Average_follows_its_formula_in_doubles(string network)
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Create(network);
        using var average = new ExponentialMovingAverage(model, 0.8);
        double[] expected = Weights(model);
        for (long step = 0; step < 60; step++)
        {
            Move(model, step);
            average.Update(step);
            double decay = Math.Min(0.8, (1.0 + step) / (10.0 + step));
            double[] weights = Weights(model);
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] = (decay * expected[i]) + ((1 - decay) * weights[i]);
            }
        }

        double[] actual = [.. average.Averages.SelectMany(Values.Read)];
        for (int i = 0; i < expected.Length; i++)
        {
            Values.Near(expected[i], actual[i], 1e-5);
        }
    }

    [Fact]
    public void Swap_exchanges_and_a_second_one_changes_back()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Create("conv");
        using var average = new ExponentialMovingAverage(model, 0.5);
        Move(model, 1);
        double[] weights = Weights(model);
        double[] averages = [.. average.Averages.SelectMany(Values.Read)];

        average.Swap();
        Assert.Equal(averages, Weights(model));
        Assert.Equal(weights, average.Averages.SelectMany(Values.Read));

        average.Swap();
        Assert.Equal(weights, Weights(model));
        Assert.Equal(averages, average.Averages.SelectMany(Values.Read));
    }

    private static VariationalAutoencoder Create(string network) =>
        ModelFactory.Create(TinyRecipe.Of(TinyRecipe.Networks(network)), new ImageShape(1, 4, 4), 3, seed: 1);

    private static double[] Weights(VariationalAutoencoder model) =>
        [.. model.parameters().SelectMany(p => Values.Read(p.detach()))];

    private static void Move(VariationalAutoencoder model, long step)
    {
        using var gradients = no_grad();
        using var random = new RandomStream(1, RandomUse.Training, step);
        foreach (Tensor parameter in model.parameters())
        {
            parameter.add_(random.Normal(parameter.shape));
        }
    }
}
