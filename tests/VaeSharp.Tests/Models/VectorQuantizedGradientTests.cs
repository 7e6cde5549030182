using TorchSharp;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>The gradient of a whole model with codes against central differences in float64.</summary>
public sealed class VectorQuantizedGradientTests
{
    private const double Step = 1e-6;

    [Fact]
    public void Gradient_of_decoder_and_prior_is_the_slope_of_the_loss()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model();
        Tensor x = Images();

        IsSlope(model, x, [.. model.DecoderParameters, .. model.Prior!.parameters()], () => Loss(model, x));
    }

    // Of what the loss would be with the codes e held and moved along with the encoder's vectors: the distortion at
    // e + z(φ) − z(φ₀), and β ‖z(φ) − e‖². The rate is of the codes' numbers, which a small step leaves as they are.
    [Fact]
    public void Gradient_of_the_encoder_is_the_slope_of_the_loss_as_if_it_had_written_the_codes()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model();
        Tensor x = Images();
        var q = (QuantizedVectors)model.Encode(x).Posterior;
        (Tensor codes, Tensor start) = (q.Nearest, q.Encoded.detach());

        IsSlope(model, x, [.. model.InferenceParameters], () =>
        {
            Tensor encoded = ((QuantizedVectors)model.Encode(x).Posterior).Encoded;
            Tensor distortion = model.Encode(x).Distortion(x, codes + encoded - start);
            return (distortion + (q.Commitment * (encoded - codes).square().sum(1))).mean();
        });
    }

    private static void IsSlope(VariationalAutoencoder model, Tensor x, Tensor[] parameters, Func<Tensor> function)
    {
        Loss(model, x).backward();

        Assert.All(parameters, p => Assert.True(p.grad!.abs().max().item<double>() > 0));
        using var gradients = no_grad();
        for (long number = 0; number < 3; number++)
        {
            using var random = new RandomStream(9, RandomUse.Evaluation, number);
            Tensor[] way = [.. parameters.Select(p => random.Normal(p.shape).to(ScalarType.Float64) / Math.Sqrt(p.numel()))];
            double slope = parameters.Zip(way, (p, d) => (p.grad! * d).sum().item<double>()).Sum();

            double difference = (At(way, Step) - At(way, -Step)) / (2 * Step);

            Values.Near(difference, slope, 1e-6, 1e-6);
        }

        double At(Tensor[] way, double by)
        {
            Move(way, by);
            double value = function().item<double>();
            Move(way, -by);
            return value;
        }

        void Move(Tensor[] way, double by)
        {
            foreach ((Tensor parameter, Tensor direction) in parameters.Zip(way))
            {
                parameter.add_(by * direction);
            }
        }
    }

    private static Tensor Loss(VariationalAutoencoder model, Tensor x)
    {
        using var random = new RandomStream(3, RandomUse.Evaluation);
        return model.Elbo(x, null, random).Loss();
    }

    // In evaluation mode, where no batch moves the codes.
    private static VariationalAutoencoder Model()
    {
        (VariationalAutoencoder model, _, _) = VectorQuantizedModelTests.Model();
        Moments.Shake(model, 0.05);
        model.to(ScalarType.Float64);
        return model;
    }

    private static Tensor Images()
    {
        using var random = new RandomStream(4, RandomUse.Evaluation);
        return random.Integers(256, 4, 1, 4, 4).to(ScalarType.Float64) / 255;
    }
}
