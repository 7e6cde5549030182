using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>The decoder's slope against its Jacobian, pixel by pixel, and its gradient against finite differences.</summary>
public sealed class DecoderSlopeTests
{
    private const int Latents = 3;

    [Theory]
    [InlineData("tanh", "bernoulli")]
    [InlineData("gated-mlp", "learned-sigma")]
    [InlineData("conv", "continuous-bernoulli")]
    public void Slope_along_a_direction_is_the_Jacobian_times_it(string network, string likelihood)
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model(network, likelihood);
        Tensor z = Latent(4);
        Tensor jacobian = Jacobian(model, z); // [B, pixels, D]
        using var random = Directions();
        using var again = Directions();

        Tensor found = DecoderSlope.Squared(model, z, null, random);

        Tensor n = nn.functional.normalize(again.Normal(4, Latents).to(ScalarType.Float64), dim: 1);
        Tensor expected = Latents * jacobian.matmul(n.unsqueeze(-1)).square().sum([1L, 2L]);
        Assert.True(allclose(expected, found, 1e-3, 1e-9));
    }

    [Fact]
    public void Slope_is_on_average_the_whole_Jacobian()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model("tanh", "bernoulli");
        Tensor z = Latent(1);
        double expected = Jacobian(model, z).square().sum().item<double>();
        using var random = Directions();

        double[] found = Values.Read(DecoderSlope.Squared(model, z.expand(20_000, -1), null, random));

        double mean = found.Average();
        double error = Math.Sqrt(found.Average(v => (v - mean) * (v - mean)) / found.Length);
        Values.Near(expected, mean, 4.5 * error, 1e-3);
    }

    [Theory]
    [InlineData("tanh", "bernoulli")]
    [InlineData("mlp", "learned-sigma")]
    [InlineData("conv", "continuous-bernoulli")]
    public void Gradient_of_the_penalty_is_a_finite_difference_of_it(string network, string likelihood)
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model(network, likelihood);
        Tensor z = Latent(4);
        Penalty(model, z).backward();
        using var random = new RandomStream(9, RandomUse.Evaluation);
        Tensor[] weights = [.. model.DecoderParameters];
        Tensor[] way = [.. weights.Select(p => random.Normal(p.shape).to(ScalarType.Float64) / Math.Sqrt(p.numel()))];
        double slope = weights.Zip(way, (p, d) => (p.grad! * d).sum().item<double>()).Sum();

        double difference = (At(1e-6) - At(-1e-6)) / 2e-6;

        Assert.True(Math.Abs(slope) > 1e-4);
        Values.Near(difference, slope, 1e-8, 1e-5);

        double At(double distance)
        {
            using var gradients = no_grad();
            Move(distance);
            double penalty = Penalty(model, z).item<double>();
            Move(-distance);
            return penalty;
        }

        void Move(double by)
        {
            foreach ((Tensor weight, Tensor direction) in weights.Zip(way))
            {
                weight.add_(by * direction);
            }
        }
    }

    [Fact]
    public void Single_precision_and_our_own_products_change_little()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model("tanh", "bernoulli");
        Tensor z = Latent(32);
        Tensor exact = Penalty(model, z);
        exact.backward();
        Tensor[] slopes = [.. model.DecoderParameters.Select(p => p.grad!.clone())];
        model.zero_grad();
        model.to(ScalarType.Float32);

        Tensor found = Penalty(model, z.to(ScalarType.Float32));
        found.backward();

        Values.Near(exact.item<double>(), found.item<float>(), 0, 1e-3);
        Assert.All(slopes.Zip(model.DecoderParameters), pair => Assert.True(
            allclose(pair.First, pair.Second.grad!.to(ScalarType.Float64), 1e-2, 1e-5)));
    }

    private static Tensor Penalty(VariationalAutoencoder model, Tensor z)
    {
        using var random = Directions();
        return DecoderSlope.Squared(model, z, null, random).mean();
    }

    private static Tensor Jacobian(VariationalAutoencoder model, Tensor z)
    {
        Tensor leaf = z.detach().requires_grad_();
        Tensor pixels = model.Decode(leaf).Mean.flatten(1); // [B, pixels]
        return stack(
            [.. Enumerable.Range(0, (int)pixels.shape[1]).Select(
                i => autograd.grad([pixels[.., i].sum()], [leaf], retain_graph: true)[0])], 1);
    }

    private static Tensor Latent(long count)
    {
        using var random = new RandomStream(5, RandomUse.Evaluation);
        return random.Normal(count, Latents).to(ScalarType.Float64);
    }

    private static RandomStream Directions() => new(6, RandomUse.Training);

    private static VariationalAutoencoder Model(string network, string likelihood)
    {
        VariationalAutoencoder model = ModelFactory.Create(
            TinyRecipe.Of(TinyRecipe.Networks(network), TinyRecipe.Likelihood(likelihood), latents: Latents),
            new ImageShape(1, 4, 4), 3, seed: 3);
        model.to(ScalarType.Float64);
        using var gradients = no_grad();
        foreach (Tensor weight in model.parameters())
        {
            weight.mul_(2); // steep enough that the slope is felt
        }

        return model;
    }
}
