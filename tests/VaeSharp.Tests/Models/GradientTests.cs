using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>The gradient of the loss against central differences in float64, with the noise held fast.</summary>
public sealed class GradientTests
{
    [Theory]
    [InlineData("mlp", "bernoulli", 1, 5, 6, true)]
    [InlineData("tanh", "bernoulli", 1, 5, 6, true)]
    [InlineData("gated-mlp", "bernoulli", 1, 5, 6, true)]
    [InlineData("conv", "bernoulli", 1, 5, 6, true)]
    [InlineData("conv-linear", "discretized-logistic", 3, 6, 5, true)]
    [InlineData("ladder", "discretized-logistic", 3, 5, 6, true)]
    [InlineData("resnet18", "learned-sigma", 1, 8, 8, true)]
    [InlineData("resnet18", "learned-sigma", 1, 8, 8, false)]
    [InlineData("mlp", "continuous-bernoulli", 1, 5, 6, true)]
    [InlineData("mlp", "learned-sigma", 2, 5, 6, true)]
    [InlineData("mlp", "optimal-sigma", 2, 5, 6, true)]
    [InlineData("mlp", "optimal-sigma", 2, 5, 6, false)]
    [InlineData("mlp", "discretized-logistic", 2, 5, 6, true)]
    [InlineData("mlp", "logistic-mixture", 1, 5, 6, true)]
    [InlineData("conv-linear", "logistic-mixture", 3, 6, 5, true)]
    [InlineData("mlp", "pixel-sigma", 2, 5, 6, true)]
    [InlineData("mlp", "laplace", 2, 5, 6, true)]
    [InlineData("conv", "categorical", 2, 5, 6, true)]
    [InlineData("mlp", "grey", 1, 5, 6, true)]
    public void Gradient_is_the_slope_of_the_loss(
        string network, string likelihood, int channels, int height, int width, bool training)
    {
        using var scope = NewDisposeScope();
        var shape = new ImageShape(channels, height, width);
        using VariationalAutoencoder model = ModelFactory.Create(
            TinyRecipe.Of(TinyRecipe.Networks(network), TinyRecipe.Likelihood(likelihood)), shape, 3, seed: 5);
        Prepare(model, training);
        Tensor x = LevelsOf(4, shape);

        Loss(model, x).backward();

        // Twenty million weights: a shorter step meets fewer kinks, and one direction crosses all of them.
        (double step, int directions) = network == "resnet18" ? (1e-8, 1) : (1e-6, 3);
        for (long direction = 0; direction < directions; direction++)
        {
            using var inner = NewDisposeScope();
            Tensor[] way = Direction(model, direction);
            double slope = model.parameters().Zip(way, (p, d) => (p.grad! * d).sum().item<double>()).Sum();

            double difference = (At(model, x, way, step) - At(model, x, way, -step)) / (2 * step);

            Values.Near(difference, slope, 1e-5, 1e-5);
        }
    }

    [Fact]
    public void Gradient_reaches_every_parameter()
    {
        using var scope = NewDisposeScope();
        foreach (string network in (string[])["mlp", "gated-mlp", "conv-linear", "resnet18", "ladder"])
        {
            using VariationalAutoencoder model = ModelFactory.Create(
                TinyRecipe.Of(TinyRecipe.Networks(network), labels: LabelUse.Both), new ImageShape(1, 8, 8), 3,
                seed: 6);
            using var random = new RandomStream(2, RandomUse.Training);
            Shake(model, random);
            model.Elbo(random.Uniform(6, 1, 8, 8), tensor([0L, 1, 2, 0, 1, 2]), random).Loss().backward();

            Assert.All(
                model.named_parameters(),
                p => Assert.True(p.parameter.grad!.abs().max().item<float>() > 0, $"{network}: {p.name}"));
        }
    }

    private static void Prepare(VariationalAutoencoder model, bool training)
    {
        model.to(ScalarType.Float64);
        model.train(training);
        using var random = new RandomStream(1, RandomUse.Initialization);
        Shake(model, random);
    }

    // Away from the zeros that some layers start with, where slopes vanish and a law proves little.
    private static void Shake(VariationalAutoencoder model, RandomStream random)
    {
        using var gradients = no_grad();
        foreach (Tensor parameter in model.parameters())
        {
            parameter.add_(0.02 * random.Normal(parameter.shape));
        }
    }

    private static Tensor[] Direction(VariationalAutoencoder model, long number)
    {
        using var random = new RandomStream(9, RandomUse.Evaluation, number);
        return
        [
            .. model.parameters().Select(p => random.Normal(p.shape).to(ScalarType.Float64) / Math.Sqrt(p.numel())),
        ];
    }

    private static double At(VariationalAutoencoder model, Tensor x, Tensor[] way, double distance)
    {
        using var gradients = no_grad();
        Move(distance);
        double loss = Loss(model, x).item<double>();
        Move(-distance);
        return loss;

        void Move(double by)
        {
            foreach ((Tensor parameter, Tensor direction) in model.parameters().Zip(way))
            {
                parameter.add_(by * direction);
            }
        }
    }

    private static Tensor Loss(VariationalAutoencoder model, Tensor x)
    {
        using var random = new RandomStream(3, RandomUse.Training);
        return model.Elbo(x, null, random).Loss();
    }

    private static Tensor LevelsOf(int count, ImageShape shape)
    {
        using var random = new RandomStream(4, RandomUse.Training);
        return random.Integers(256, count, shape.Channels, shape.Height, shape.Width).to(ScalarType.Float64) / 255;
    }
}
