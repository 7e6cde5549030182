using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Runs.Pictures;

/// <summary>One latent dimension moved at a time, the most informative first.</summary>
/// <param name="Images">Test images of the model's shape: they tell how informative each dimension is.</param>
internal sealed record TraversalPicture(ImageDataset Images)
{
    // Enough for the order of the dimensions' rates.
    private const int RatedImages = 2000;

    /// <summary>Rows: latent dimensions.</summary>
    public int Dimensions { get; init; } = 10;

    /// <summary>Columns: images in a row.</summary>
    public int Steps { get; init; } = 11;

    /// <summary>How far each way; standard deviations of the prior.</summary>
    public double Reach { get; init; } = 3;

    /// <summary>The number of the image to start from; null for the prior mean.</summary>
    public int? Image { get; init; }

    /// <summary>The class that a conditional model draws; that of the image, or the first, where null.</summary>
    public int? Label { get; init; }

    /// <summary>The picture: one row for each latent dimension, from its lowest value to its highest.</summary>
    /// <exception cref="RunException">The model has codes in place of dimensions, or there is no such image.</exception>
    public ImageGrid Draw(TrainedModel run, IProgress<StageProgress>? progress = null)
    {
        run.RefuseCodes("no dimension to traverse");
        if (Image is { } asked)
        {
            run.DemandImage(Images, asked);
        }

        Encodings encodings = run.Encode(
            Images.Take(RatedImages), seed: 0, progress.Stage("Finding the most informative dimensions"));
        int[] rows = [.. encodings.DimensionsByRate().Take(Dimensions)];
        int shown = Label ?? (Image is { } number ? Images.Labels[number] : 0);
        int? given = run.Model.Shape.DecoderSeesLabels ? shown : null;
        IReadOnlyList<ImageCell> cells = TrainedModel.Compute(() => ImageCells.Of(
            LatentGrid.Traverse(run.Model, Start(run), given, rows, Steps, Reach).flatten(0, 1))); // [rows · steps, C, H, W]
        string start = Image is { } image ? $"around test image {image}" : "around the prior mean";
        string of = given is { } one ? $" · class {run.ClassNames[one]}" : "";
        return new ImageGrid(Images.Shape, cells, Steps)
        {
            Title = $"{run.Name}: latent dimensions",
            Legend = $"{start}{of} · rows: mean rate of the dimension · columns: standard deviations of the prior",
            RowHeadings = [.. rows.Select(d => RowHeading(d, encodings.MeanRatesNats[d]))],
            ColumnHeadings = [.. Enumerable.Range(0, Steps).Select(At)],
        };
    }

    // The latent to move from; [D].
    private Tensor Start(TrainedModel run)
    {
        if (Image is not { } number)
        {
            return run.Model.Shape.MiddleLatent(run.Device);
        }

        ImageBatch batch = run.Batch(Images, number);
        return run.Model.Encode(batch.X, batch.Labels).Mean[0];
    }

    private static string RowHeading(int dimension, double rate) =>
        string.Create(CultureInfo.InvariantCulture, $"z{dimension}, {rate:F2} nats");

    private string At(int step)
    {
        double place = -Reach + (2 * Reach * step / (Steps - 1));
        return place.ToString("0.#;−0.#", CultureInfo.InvariantCulture);
    }
}
