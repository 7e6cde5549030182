using System.Globalization;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using static TorchSharp.torch;

namespace VaeSharp.Runs.Pictures;

/// <summary>Images, the same with noise, and what a median filter and the model make of that.</summary>
/// <param name="Images">As the model takes them; found labels are found in the noisy images.</param>
/// <param name="Noise">What is done to them; null where they are noisy already.</param>
/// <param name="Level">σ of Gaussian noise, else the share of corrupted values.</param>
internal sealed record DenoisingPicture(ModelImages Images, CorruptionKind? Noise, double Level)
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
        int count = Math.Min(Pictured, Images.Images.Count);
        return new ImageGrid(Images.Images.Shape, TrainedModel.Compute(() => ImageCells.Of(Rows(run, count))), count)
        {
            Title = $"{run.Name}: {NoiseInWords()}",
            Legend = Images.LabelsInWords(),
            RowHeadings = Noise is null ? ["as given", "median 3×3", "model"] : ["clean", "noisy", "median 3×3", "model"],
            ColumnHeadings = [.. Enumerable.Range(0, count).Select(i => Images.ClassOf(i) ?? "")],
        };
    }

    // [4 · count, C, H, W], or 3 without the clean row
    private Tensor Rows(TrainedModel run, int count)
    {
        ImageBatch clean = run.Batch(Images.Images, [.. Enumerable.Range(0, count)]);
        using var random = new RandomStream(Seed, RandomUse.Evaluation, device: run.Device);
        Tensor noisy = Noise is { } kind
            ? Corrupt.At(clean.X, kind, tensor(Level, ScalarType.Float32, run.Device), random)
            : clean.X;
        Tensor restored = Denoising.Restore(run.Model, noisy, Labels(run, noisy, clean), Samples, random);
        return cat([.. Noise is null ? (Tensor[])[] : [clean.X], noisy, MedianFilter.Apply(noisy, 3), restored]);
    }

    private Tensor Labels(TrainedModel run, Tensor noisy, ImageBatch clean) => Images.Labels == LabelOrigin.Found
        ? FoundLabels.Of(run.Model, noisy.clamp(0, 1), run.Recipe, Seed, position: 0)
        : clean.Labels;

    private string NoiseInWords() => Noise switch
    {
        null => "pictures as given",
        CorruptionKind.Gaussian => $"Gaussian noise, σ = {Text(Level)}",
        CorruptionKind.Mask => $"{Text(100 * Level)} % of the values masked",
        _ => $"salt and pepper on {Text(100 * Level)} % of the values",
    };

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
