using System.Globalization;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Runs.Pictures;

/// <summary>Ways through the latent space: from one image to another, or from one label to another.</summary>
internal static class InterpolationPicture
{
    private const int LabelRows = 8;

    /// <summary>Rows from one image to another, one for each path.</summary>
    /// <param name="run">The model.</param>
    /// <param name="images">As the model takes them.</param>
    /// <param name="from">Number of the first image.</param>
    /// <param name="to">Number of the last.</param>
    /// <param name="steps">Decoded latents in a row, both ends included.</param>
    /// <param name="paths">Straight lines, great arcs or both.</param>
    /// <exception cref="RunException">There is no such image.</exception>
    public static ImageGrid BetweenImages(
        TrainedModel run, ModelImages images, int from, int to, int steps, params IReadOnlyList<InterpolationPath> paths)
    {
        IReadOnlyList<ImageCell> cells = TrainedModel.Compute(() =>
        {
            ImageBatch batch = run.Batch(images.Images, from, to);
            IReadOnlyList<byte[]> originals = ImageCells.Bytes(batch.X);
            return (ImageCell[])
            [
                .. paths.SelectMany(path => (ImageCell[])
                [
                    ImageCell.Of(originals[0], images.Caption(from)),
                    .. ImageCells.Of(Interpolation.BetweenImages(run.Model, batch.X, batch.Labels, steps, path)),
                    ImageCell.Of(originals[1], images.Caption(to)),
                ]),
            ];
        });
        return new ImageGrid(images.Images.Shape, cells, steps + 2)
        {
            Title = $"{run.Name}: from {images.NameOf(from)} to {images.NameOf(to)}",
            Legend = "outside: the two images · between: decoded latents, mean images of p(x|z) · columns: share of the way"
                + (images.LabelsInWords() is { Length: > 0 } labels ? $" · {labels}" : ""),
            ColumnHeadings = ["", .. Shares(steps), ""],
            RowHeadings = [.. paths.Select(path => path.ToString().ToLowerInvariant())],
        };
    }

    /// <summary>Rows from one label to another, each with a latent of its own that stays.</summary>
    /// <param name="run">A model that draws by label.</param>
    /// <param name="from">The first class.</param>
    /// <param name="to">The last.</param>
    /// <param name="steps">Images in a row, both ends included.</param>
    /// <param name="seed">Of the latents.</param>
    public static ImageGrid BetweenLabels(TrainedModel run, int from, int to, int steps, ulong seed)
    {
        IReadOnlyList<ImageCell> cells = TrainedModel.Compute(() =>
        {
            using var random = new RandomStream(seed, RandomUse.Sampling, device: run.Device);
            Tensor latents = run.Model.SampleLatents(LabelRows, run.ClassTensor(from, LabelRows), random); // [rows, D]
            return (ImageCell[])
            [
                .. Enumerable.Range(0, LabelRows).SelectMany(
                    row => ImageCells.Of(Interpolation.BetweenLabels(run.Model, latents[row], from, to, steps))),
            ];
        });
        return new ImageGrid(run.Model.Shape.Images, cells, steps)
        {
            Title = $"{run.Name}: from label {run.ClassNames[from]} to label {run.ClassNames[to]}",
            Legend = "each row: one latent from the prior, mean images of p(x|z) · columns: share of the way between the labels "
                + $"· seed {seed}",
            ColumnHeadings = Shares(steps),
        };
    }

    private static string[] Shares(int steps) =>
    [
        .. Enumerable.Range(0, steps)
            .Select(i => ((double)i / (steps - 1)).ToString("0.##", CultureInfo.InvariantCulture)),
    ];
}
