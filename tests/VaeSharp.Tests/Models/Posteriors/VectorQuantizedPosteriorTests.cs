using TorchSharp;
using VaeSharp.Engine;
using VaeSharp.Models.Posteriors;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Posteriors;

public sealed class VectorQuantizedPosteriorTests
{
    private const int Latents = 6;

    [Fact]
    public void Latents_are_codes_bit_for_bit_and_read_back_as_the_same_numbers()
    {
        using var scope = NewDisposeScope();
        using VectorQuantizedPosterior posterior = Small();
        using var random = new RandomStream(1, RandomUse.Evaluation);

        var q = (QuantizedVectors)posterior.call(1e4 * random.Normal(9, Latents));

        Assert.Equal(Values.ReadSingle(posterior.LatentsOf(q.Codes)), Values.ReadSingle(q.Mean));
        Assert.Equal(q.Codes.data<long>().ToArray(), posterior.CodesOf(q.Mean).data<long>().ToArray());
        Assert.Equal(0, q.LogProbability(q.Mean).abs().max().item<float>());
        Assert.True(q.LogProbability(q.Mean + 1).isneginf().all().item<bool>());
    }

    [Fact]
    public void The_encoder_gets_the_slope_of_the_decoder_at_the_codes_as_if_it_had_written_them()
    {
        using var scope = NewDisposeScope();
        using VectorQuantizedPosterior posterior = Small();
        posterior.to(ScalarType.Float64);
        using var random = new RandomStream(2, RandomUse.Evaluation);
        Tensor encoded = random.Normal(3, Latents).to(ScalarType.Float64).requires_grad_(true);
        Tensor weight = random.Normal(Latents, 5).to(ScalarType.Float64);

        Tensor codes = posterior.call(encoded).Mean;
        Decoder(codes).backward();

        double[] slopes = Values.Read(encoded.grad!);
        for (int i = 0; i < slopes.Length; i++)
        {
            Tensor step = zeros_like(codes).detach();
            step.view(-1)[i] = 1e-5;
            double difference = (Decoder(codes.detach() + step) - Decoder(codes.detach() - step)).item<double>() / 2e-5;
            Values.Near(difference, slopes[i], 1e-8, 1e-6);
        }

        Tensor Decoder(Tensor z) => tanh(z.matmul(weight)).sum();
    }

    [Fact]
    public void The_penalty_is_the_weighed_square_of_the_distance_to_the_codes_and_draws_the_encoder_there()
    {
        using var scope = NewDisposeScope();
        using VectorQuantizedPosterior posterior = Small(commitment: 0.4);
        using var random = new RandomStream(3, RandomUse.Evaluation);
        Tensor encoded = random.Normal(3, Latents).requires_grad_(true);

        LatentDistribution q = posterior.call(encoded);
        q.Penalty!.sum().backward();

        double[] away = Values.Read(encoded - q.Mean);
        Assert.Equal(3, q.Penalty!.shape.Single());
        Values.Near(0.4 * away.Sum(d => d * d), q.Penalty!.sum().item<float>(), 1e-5);
        Assert.All(away.Zip(Values.Read(encoded.grad!)), pair => Values.Near(0.8 * pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Only_training_moves_the_codes_and_no_batch_that_is_not_finite_does()
    {
        using var scope = NewDisposeScope();
        using VectorQuantizedPosterior posterior = Small();
        using var random = new RandomStream(4, RandomUse.Evaluation);
        Tensor features = random.Normal(8, Latents);
        float[] before = State();

        posterior.call(features);
        posterior.Encode(features * double.NaN, random);
        posterior.Encode(features, null);
        posterior.eval();
        posterior.Encode(features, random);
        posterior.train();
        Assert.Equal(before, State());

        posterior.Encode(features, random);
        Assert.NotEqual(before, State());

        float[] State() => [.. posterior.state_dict().Values.SelectMany(Values.ReadSingle)];
    }

    private static VectorQuantizedPosterior Small(double commitment = 0.25)
    {
        RandomStream.SeedInitialization(5);
        return new VectorQuantizedPosterior(Latents, true, Latents, new Codebook(7, 2, 0.9), 2, commitment);
    }
}
