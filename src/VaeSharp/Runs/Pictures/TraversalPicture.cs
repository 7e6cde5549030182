using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Runs.Pictures;

/// <summary>One latent dimension moved at a time, the most informative first.</summary>
/// <param name="Images">Test images of the model's shape: they tell how informative each dimension is.</param>
/// <param name="Start">The image to start from and its number among others; null for the prior's mean.</param>
internal sealed record TraversalPicture(ImageDataset Images, (ModelImages Among, int Number)? Start = null)
{
    // Enough for the order of the dimensions' rates.
    private const int RatedImages = 2000;

    /// <summary>Rows: latent dimensions.</summary>
    public int Dimensions { get; init; } = 10;

    /// <summary>Columns: images in a row.</summary>
    public int Steps { get; init; } = 11;

    /// <summary>How far each way; standard deviations of the prior.</summary>
    public double Reach { get; init; } = 3;

    /// <summary>The class that a conditional model draws; that of the image, or the first, where null.</summary>
    public int? Label { get; init; }

    /// <summary>The picture: one row for each latent dimension, from its lowest value to its highest.</summary>
    /// <exception cref="RunException">The model has codes in place of dimensions, or there is no such image.</exception>
    public ImageGrid Draw(TrainedModel run, IProgress<StageProgress>? progress = null)
    {
        run.RefuseCodes("no dimension to traverse");
        if (Start is { } asked)
        {
            run.DemandImage(asked.Among.Images, asked.Number);
        }

        Encodings encodings = run.Encode(
            Images.Take(RatedImages), seed: 0, progress.Stage("Finding the most informative dimensions"));
        int[] rows = [.. encodings.DimensionsByRate().Take(Dimensions)];
        int shown = Label ?? (Start is { } of ? of.Among.Images.Labels[of.Number] : 0);
        int? given = run.Model.Shape.DecoderSeesLabels ? shown : null;
        IReadOnlyList<ImageCell> cells = TrainedModel.Compute(() => ImageCells.Of(
            LatentGrid.Traverse(run.Model, StartingLatent(run), given, rows, Steps, Reach).flatten(0, 1))); // [rows · steps, C, H, W]
        string start = Start is { } image ? $"around {image.Among.NameOf(image.Number)}" : "around the prior mean";
        string drawn = given is { } one ? $" · class {run.ClassNames[one]}" : "";
        return new ImageGrid(Images.Shape, cells, Steps)
        {
            Title = $"{run.Name}: latent dimensions",
            Legend = $"mean images of p(x|z) {start}{drawn} · rows: mean rate of the dimension · columns: standard deviations of the prior",
            RowHeadings = [.. rows.Select(d => RowHeading(d, encodings.MeanRatesNats[d]))],
            ColumnHeadings = [.. Enumerable.Range(0, Steps).Select(At)],
        };
    }

    // The latent to move from; [D].
    private Tensor StartingLatent(TrainedModel run)
    {
        if (Start is not { } image)
        {
            return run.Model.Shape.MiddleLatent(run.Device);
        }

        ImageBatch batch = run.Batch(image.Among.Images, image.Number);
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
