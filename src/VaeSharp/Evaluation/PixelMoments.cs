using VaeSharp.Data;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Mean and covariance of the pixels of a data set, without rounding until the last division.</summary>
internal static class PixelMoments
{
    // 1,000 products of at most 128² sum to less than 2²⁴: every float32 sum is a whole number, kept exactly.
    private const int ExactBatch = 1000;
    private const double Middle = 128;
    private const double Levels = 256;
    private const int BlockWidth = 512;

    /// <summary>Of u/256, u uniform on [0, 1).</summary>
    internal const double NoiseVariance = 1 / (12 * Levels * Levels);

    /// <summary>Moments of x = (level + u)/256, u uniform on [0, 1) and independent for each value.</summary>
    /// <returns>Mean [D] and covariance [D, D], float64. The noise adds 1/(12·256²) to each variance.</returns>
    public static (Tensor Mean, Tensor Covariance) Of(ImageDataset images, IProgress<double>? progress = null)
    {
        if (images.Count < 2)
        {
            throw new ArgumentException(
                $"{images.Name} has {images.Count} images here; a covariance needs at least 2.", nameof(images));
        }

        int values = images.Shape.Values;
        Tensor sum = zeros(values, ScalarType.Float64);
        Tensor products = zeros(values, values, ScalarType.Float64);
        for (int first = 0; first < images.Count; first += ExactBatch)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(ExactBatch, images.Count - first);
            byte[] pixels = images.Pixels[(first * values)..((first + count) * values)];
            Tensor x = tensor(pixels, [count, values]).to(ScalarType.Float32).sub_(Middle); // [N, D], whole numbers
            sum.add_(x.sum(0, type: ScalarType.Float64));
            AddProducts(products, x, values);
            progress?.Report((double)(first + count) / images.Count);
        }

        Tensor mean = sum / images.Count;
        Tensor full = products.triu() + products.triu(1).t();
        Tensor covariance = ((full / images.Count) - mean.outer(mean)) / (Levels * Levels);
        covariance.diagonal().add_(NoiseVariance);
        return ((mean + Middle + 0.5) / Levels, covariance);
    }

    // The upper triangle only: XᵀX is symmetric.
    private static void AddProducts(Tensor products, Tensor x, int values)
    {
        for (int column = 0; column < values; column += BlockWidth)
        {
            int width = Math.Min(BlockWidth, values - column);
            int rows = column + width;
            Tensor block = x.narrow(1, 0, rows).t().matmul(x.narrow(1, column, width)); // [rows, width]
            products.narrow(0, 0, rows).narrow(1, column, width).add_(block);
        }
    }
}
