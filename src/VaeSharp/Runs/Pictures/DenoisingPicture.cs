using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using static TorchSharp.torch;

namespace VaeSharp.Runs.Pictures;

/// <summary>Images, the same with noise, and what a median filter and the model make of that.</summary>
/// <param name="Images">Of the model's shape.</param>
/// <param name="Noise">What is done to them.</param>
/// <param name="Level">σ of Gaussian noise, else the share of corrupted values.</param>
internal sealed record DenoisingPicture(ImageDataset Images, CorruptionKind Noise, double Level)
{
    private const int Pictured = 10;

    /// <summary>Decoded samples of z that are averaged; 0 decodes the posterior's mean.</summary>
    public int Samples { get; init; }

    /// <summary>Of the noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>The picture of the first ten: clean, noisy, filtered and restored below each other.</summary>
    public ImageGrid Draw(TrainedModel run)
    {
        run.DemandSamples(Samples);
        int count = Math.Min(Pictured, Images.Count);
        return new ImageGrid(Images.Shape, TrainedModel.Compute(() => ImageCells.Of(Rows(run, count))), count)
        {
            Title = $"{run.Name}: {NoiseInWords()}",
            RowHeadings = ["clean", "noisy", "median 3×3", "model"],
        };
    }

    // [4 · count, C, H, W]
    private Tensor Rows(TrainedModel run, int count)
    {
        ImageBatch clean = run.Batch(Images, [.. Enumerable.Range(0, count)]);
        using var random = new RandomStream(Seed, RandomUse.Evaluation, device: run.Device);
        Tensor level = tensor(Level, ScalarType.Float32, run.Device);
        Tensor noisy = Corrupt.At(clean.X, Noise, level, random);
        Tensor restored = Denoising.Restore(run.Model, noisy, clean.Labels, Samples, random);
        return cat([clean.X, noisy, MedianFilter.Apply(noisy, 3), restored]);
    }

    private string NoiseInWords() => Noise switch
    {
        CorruptionKind.Gaussian => $"Gaussian noise, σ = {Text(Level)}",
        CorruptionKind.Mask => $"{Text(100 * Level)} % of the values masked",
        _ => $"salt and pepper on {Text(100 * Level)} % of the values",
    };

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
