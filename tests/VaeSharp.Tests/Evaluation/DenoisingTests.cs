using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

public sealed class DenoisingTests
{
    private static readonly ImageDataset Clean = Toys.Images(30, new ImageShape(1, 8, 8));
    private static readonly Recipe Grey = Toys.Recipe(new OptimalSigmaOptions());

    [Fact]
    public void Errors_equal_plain_arithmetic_on_the_same_noise()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Toys.Model(Grey, Clean);

        DenoisingReport report = Denoising.Evaluate(model, Clean, CorruptionKind.Gaussian, 0.5, seed: 4);

        using var random = new RandomStream(4, RandomUse.Evaluation, 0);
        float[] x = [.. Clean.Pixels.Select(level => level / 255f)];
        float[] noise = Toys.Floats(random.Normal(30, 1, 8, 8));
        float[] noisy = [.. x.Zip(noise, (v, n) => v + (0.5f * n))];
        Tensor image = tensor(noisy, [30, 1, 8, 8]);
        Tensor labels = tensor(Clean.Labels).to(ScalarType.Int64);
        float[] clipped = [.. noisy.Select(v => Math.Clamp(v, 0, 1))];
        Assert.Equal(MeanSquare(clipped, x), report.Noisy.Mse, 1e-6); // clipping never lets an error grow
        Assert.Equal(MeanSquare(Toys.Floats(model.Reconstruct(image, labels)), x), report.Model.Mse, 1e-6);
        double median = MeanSquare(Toys.Floats(MedianFilter.Apply(image, report.MedianSize).clamp(0, 1)), x);
        double other = MeanSquare(Toys.Floats(MedianFilter.Apply(image, 8 - report.MedianSize).clamp(0, 1)), x);
        Assert.Equal(median, report.Median.Mse, 1e-6);
        Assert.True(median <= other);
        Assert.Equal(-10 * Math.Log10(report.Model.Mse), report.Model.PsnrDecibels!.Value, 1e-9);
    }

    [Theory]
    [InlineData(CorruptionKind.Mask)]
    [InlineData(CorruptionKind.SaltAndPepper)]
    public void Nothing_corrupted_is_nothing_lost(CorruptionKind kind)
    {
        using VariationalAutoencoder model = Toys.Model(Grey, Clean);
        DenoisingReport report = Denoising.Evaluate(model, Clean, kind, 0, seed: 4);
        Assert.Equal(0, report.Noisy.Mse);
        Assert.Null(report.Noisy.PsnrDecibels);
    }

    [Fact]
    public void An_average_over_posterior_samples_nears_that_of_more_samples()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Toys.Model(Grey, Clean);
        Tensor x = rand(4, 1, 8, 8);
        Tensor labels = zeros(4, ScalarType.Int64);
        using var inference = inference_mode();
        Tensor many = Restore(1, 4000);
        double few = (Restore(2, 10) - many).square().mean().item<float>();
        double more = (Restore(2, 1000) - many).square().mean().item<float>();
        Assert.InRange(more / few, 0.001, 0.1); // variance falls as 1/n, the reference's own being a quarter of it

        Tensor Restore(ulong seed, int samples)
        {
            using var random = new RandomStream(seed, RandomUse.Evaluation);
            return Denoising.Restore(model, x, labels, samples, random);
        }
    }

    private static double MeanSquare(float[] a, float[] b) => a.Zip(b, (p, q) => (double)(p - q) * (p - q)).Average();
}
