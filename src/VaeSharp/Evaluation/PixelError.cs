using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>How far images lie from those they should be.</summary>
/// <param name="Mse">Mean squared error over all values of all images; values are in [0, 1].</param>
internal sealed record PixelError(double Mse)
{
    /// <summary>10 log₁₀(1/MSE) of the mean over all images, with peak 1; null where the error is zero.</summary>
    public double? PsnrDecibels => Mse > 0 ? -10 * Math.Log10(Mse) : null;

    /// <summary>The mean squared error of each image; shape [B].</summary>
    internal static Tensor OfEach(Tensor image, Tensor target) => (image - target).square().flatten(1).mean([1]);
}
