using static TorchSharp.torch;

namespace VaeSharp.Evaluation.Quality;

/// <summary>The structural similarity (SSIM) of images in pairs: 1 for equal ones.</summary>
/// <remarks>Source: Wang et al. 2004, equation 13, with their window of 11×11 pixels, a Gaussian with σ = 1.5, K₁ = 0.01 and K₂ = 0.03,
/// for values in [0, 1]; averaged over all windows that lie within the image (equation 17) and over channels.</remarks>
internal static class StructuralSimilarity
{
    /// <summary>Height and width of the window; images must be as large at least.</summary>
    public const int Window = 11;

    private const double Sigma = 1.5;
    private const double C1 = 0.01 * 0.01;
    private const double C2 = 0.03 * 0.03;

    /// <summary>Of each pair; float64 [B].</summary>
    /// <param name="x">Values in [0, 1]; shape [B, C, H, W].</param>
    /// <param name="y">Of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the window does not fit.</exception>
    public static Tensor OfEach(Tensor x, Tensor y)
    {
        if (!x.shape.AsSpan().SequenceEqual(y.shape) || x.dim() != 4 || x.shape[2] < Window || x.shape[3] < Window)
        {
            throw new ArgumentException(
                $"The images are of shapes [{string.Join(", ", x.shape)}] and [{string.Join(", ", y.shape)}]; expected twice the same "
                + $"[B, C, H, W], with at least {Window} pixels along each side.", nameof(x));
        }

        using var scope = NewDisposeScope();
        (x, y) = (x.to(ScalarType.Float64), y.to(ScalarType.Float64));
        Tensor window = Gaussian(x.device);
        (Tensor meanX, Tensor meanY) = (Mean(x), Mean(y));
        Tensor varianceX = Mean(x * x) - (meanX * meanX);
        Tensor varianceY = Mean(y * y) - (meanY * meanY);
        Tensor covariance = Mean(x * y) - (meanX * meanY);
        Tensor likeness = ((2 * meanX * meanY) + C1) * ((2 * covariance) + C2)
            / (((meanX * meanX) + (meanY * meanY) + C1) * (varianceX + varianceY + C2)); // [B · C, 1, H − 10, W − 10]
        return likeness.view(x.shape[0], -1).mean([1]).MoveToOuterDisposeScope();

        Tensor Mean(Tensor values) => nn.functional.conv2d(values.reshape(-1, 1, values.shape[2], values.shape[3]), window);
    }

    private static Tensor Gaussian(Device device)
    {
        Tensor offsets = arange(Window, ScalarType.Float64, device) - (Window / 2);
        Tensor weights = (-offsets.square() / (2 * Sigma * Sigma)).exp();
        weights /= weights.sum();
        return weights.outer(weights).view(1, 1, Window, Window);
    }
}
