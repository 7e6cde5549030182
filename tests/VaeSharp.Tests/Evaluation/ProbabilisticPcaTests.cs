using VaeSharp.Data;
using VaeSharp.Evaluation;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

public sealed class ProbabilisticPcaTests
{
    [Fact]
    public void Moments_equal_plain_sums_in_double()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = Toys.Images(2300, new ImageShape(1, 2, 3)); // three exact batches
        (Tensor mean, Tensor covariance) = PixelMoments.Of(images);
        double[] means = [.. mean.data<double>()];
        double[] covariances = [.. covariance.data<double>()];
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(Enumerable.Range(0, 2300).Average(n => Middle(n, i)), means[i], 1e-12);
            for (int j = 0; j < 6; j++)
            {
                double expected = Enumerable.Range(0, 2300)
                    .Average(n => (Middle(n, i) - means[i]) * (Middle(n, j) - means[j]));
                expected += i == j ? 1.0 / (12 * 256 * 256) : 0; // the variance of u/256
                Assert.Equal(expected, covariances[(6 * i) + j], 1e-12);
            }
        }

        double Middle(int n, int i) => (images.Image(n)[i] + 0.5) / 256;
    }

    [Fact]
    public void Log_likelihood_is_the_dense_gaussian_density()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = LinearGaussian(400, seed: 2);
        using ProbabilisticPca pca = ProbabilisticPca.Fit(images, 2);
        (Tensor mean, Tensor covariance) = PixelMoments.Of(images);
        (Tensor values, Tensor vectors) = linalg.eigh(covariance);
        double noise = values[..4].mean().item<double>();
        Tensor model = noise * eye(6, dtype: ScalarType.Float64); // W Wᵀ + σ² I with the paper's equation 7 written out
        for (int i = 4; i < 6; i++)
        {
            Tensor w = vectors.select(1, i) * sqrt(values[i] - noise);
            model += w.outer(w);
        }

        Tensor x = rand(5, 6, ScalarType.Float64);
        Tensor centred = x - mean;
        Tensor distance = (centred.matmul(linalg.inv(model)) * centred).sum(1);
        Tensor expected = -0.5 * (distance + log(linalg.det(model)) + (6 * Math.Log(2 * Math.PI)));
        Assert.True(pca.LogLikelihood(x).allclose(expected, rtol: 1e-9));
        Assert.Equal(noise, pca.NoiseVariance, 1e-15);
    }

    [Fact]
    public void Few_large_images_give_what_their_covariance_gives()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = Toys.Images(20, new ImageShape(1, 6, 8));
        using ProbabilisticPca pca = ProbabilisticPca.Fit(images, 5);
        (Tensor mean, Tensor covariance) = PixelMoments.Of(images);
        (Tensor values, Tensor vectors) = linalg.eigh(covariance);
        double noise = values[..43].mean().item<double>();
        Tensor kept = values.narrow(0, 43, 5), directions = vectors.narrow(1, 43, 5); // [5], [48, 5]
        Tensor model = (directions * (kept - noise)).matmul(directions.t()) + (noise * eye(48, dtype: ScalarType.Float64));

        Tensor x = rand(3, 48, ScalarType.Float64);
        Tensor centred = x - mean;
        Tensor distance = (centred.matmul(linalg.inv(model)) * centred).sum(1);
        Tensor expected = -0.5 * (distance + linalg.slogdet(model).Item2 + (48 * Math.Log(2 * Math.PI)));
        Tensor shown = (centred.matmul(directions) * (1 - (noise / kept))).matmul(directions.t()) + mean;
        Assert.Equal(noise, pca.NoiseVariance, 1e-12);
        Assert.True(pca.LogLikelihood(x).allclose(expected, rtol: 1e-8));
        Assert.True(pca.Reconstruct(x).allclose(shown, rtol: 1e-8));
    }

    [Fact]
    public void More_dimensions_than_few_images_span_are_those_of_their_covariance()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = Toys.Images(6, new ImageShape(1, 3, 4));
        using ProbabilisticPca pca = ProbabilisticPca.Fit(images, 8);

        Assert.Equal(1 / (12 * 256.0 * 256), pca.NoiseVariance, 1e-12); // what no image reaches has the noise of dequantisation
    }

    [Fact]
    public void Reconstruction_is_the_mean_of_x_given_z_at_the_posterior_mean()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = LinearGaussian(400, seed: 2);
        using ProbabilisticPca pca = ProbabilisticPca.Fit(images, 2);
        (Tensor mean, Tensor covariance) = PixelMoments.Of(images);
        (Tensor values, Tensor vectors) = linalg.eigh(covariance);
        Tensor w = vectors.narrow(1, 4, 2) * sqrt(values.narrow(0, 4, 2) - pca.NoiseVariance); // [6, 2]
        Tensor m = w.t().matmul(w) + (pca.NoiseVariance * eye(2, dtype: ScalarType.Float64));
        Tensor x = rand(5, 6, ScalarType.Float64);
        Tensor z = (x - mean).matmul(w).matmul(linalg.inv(m)); // E[z|x] = M⁻¹ Wᵀ (x − μ)
        Assert.True(pca.Reconstruct(x).allclose(z.matmul(w.t()) + mean, rtol: 1e-9));
    }

    [Fact]
    public void It_recovers_the_noise_of_a_linear_gaussian_world()
    {
        using ProbabilisticPca pca = ProbabilisticPca.Fit(LinearGaussian(40_000, seed: 3), 2);
        // σ = 5 levels, rounded to whole levels and dequantised: each adds a twelfth of a level².
        double expected = (25 + (2.0 / 12)) / (256 * 256);
        Assert.Equal(1, pca.NoiseVariance / expected, 0.02);
    }

    [Fact]
    public void Truncated_is_fitted_with_fewer_dimensions()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = LinearGaussian(400, seed: 2);
        using ProbabilisticPca four = ProbabilisticPca.Fit(images, 4);
        using ProbabilisticPca truncated = four.Truncate(2);
        using ProbabilisticPca fitted = ProbabilisticPca.Fit(images, 2);
        Tensor x = rand(5, 6, ScalarType.Float64);
        Assert.Equal(2, truncated.Dimension);
        Assert.Equal(fitted.NoiseVariance, truncated.NoiseVariance, 1e-12);
        Assert.True(truncated.LogLikelihood(x).allclose(fitted.LogLikelihood(x), rtol: 1e-9));
    }

    // Published with the project's reference: all of CIFAR-10, 6.389 bits/dim and 22.9 dB at 128, 7.152 and 17.5 at 16.
    [Fact]
    public void Cifar_10_has_the_known_bits_and_decibels()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DatasetCatalog.DirectoryVariable)))
        {
            return; // these images are not part of the project
        }

        DatasetSplits cifar = DatasetCatalog.Open(new DatasetRequest("cifar10", ValidationCount: 0, Offline: true));
        using ProbabilisticPca wide = ProbabilisticPca.Fit(cifar.Train, 128);
        using ProbabilisticPca narrow = wide.Truncate(16);
        PcaReport first = wide.Evaluate(cifar.Test);
        PcaReport second = narrow.Evaluate(cifar.Test);
        Assert.Equal(6.389, first.BitsPerDimension, 0.01);
        Assert.Equal(22.9, first.ReconstructionPsnrDecibels!.Value, 0.1);
        Assert.Equal(7.152, second.BitsPerDimension, 0.01);
        Assert.Equal(17.5, second.ReconstructionPsnrDecibels!.Value, 0.1);
    }

    [Fact]
    public void A_dimension_that_leaves_no_noise_is_refused()
    {
        ImageDataset images = Toys.Images(10, new ImageShape(1, 2, 3));
        var fault = Assert.Throws<ArgumentException>(() => ProbabilisticPca.Fit(images, 6));
        Assert.Contains("expected 1 to 5", fault.Message, StringComparison.Ordinal);
    }

    // Levels 128 + W z + 5 ε with two latents.
    private static ImageDataset LinearGaussian(int count, ulong seed)
    {
        double[,] w = { { 20, 0 }, { 10, 10 }, { 0, 20 }, { -15, 5 }, { 5, -15 }, { 8, 8 } };
        var random = new CounterRandom(seed, 5);
        ulong index = 0;
        var pixels = new byte[count * 6];
        for (int n = 0; n < count; n++)
        {
            (double first, double second) = (Normal(), Normal());
            for (int i = 0; i < 6; i++)
            {
                double level = 128 + (w[i, 0] * first) + (w[i, 1] * second) + (5 * Normal());
                pixels[(n * 6) + i] = (byte)Math.Clamp(Math.Round(level), 0, 255);
            }
        }

        return new ImageDataset("linear", new ImageShape(1, 2, 3), pixels, new byte[count], ["all"]);

        double Normal()
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.UniformAt(index++)));
            return radius * Math.Cos(2 * Math.PI * random.UniformAt(index++)); // Box & Muller 1958
        }
    }
}
