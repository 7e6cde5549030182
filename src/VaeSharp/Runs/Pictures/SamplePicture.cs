using System.Globalization;
using VaeSharp.Imaging;
using VaeSharp.Models;

namespace VaeSharp.Runs.Pictures;

/// <summary>Generated images in rows and columns.</summary>
/// <param name="Samples">What is generated.</param>
public sealed record SamplePicture(ModelSamples Samples)
{
    private const int Rows = 10;
    private const int MostColumns = 20;
    private const int ManyImages = 200; // more columns from here on, so that the picture stays as high as wide
    private const int SmallFrom = 1000; // images, one pixel each of theirs, without headings

    /// <summary>The model's own samples, of all classes.</summary>
    public SamplePicture()
        : this(new ModelSamples())
    {
    }

    /// <summary>The number of images; ten rows where null.</summary>
    public int? Count { get; init; }

    /// <summary>Draws it; equal values give equal pixels.</summary>
    /// <exception cref="ArgumentException">There are several temperatures, and not one for each of the model's resolutions.</exception>
    public ImageGrid Draw(TrainedModel run) => Draw(run, progress: null);

    internal ImageGrid Draw(TrainedModel run, IProgress<double>? progress)
    {
        Samples.Check(run);
        ModelShape shape = run.Model.Shape;
        bool classes = Samples.AreByLabel(run) && Samples.Label is null;
        int turn = classes ? Math.Min(shape.Classes, MostColumns) : Math.Min(Count ?? Rows, Rows);
        int images = Count ?? Rows * turn;
        int columns = images > ManyImages ? turn * (int)Math.Ceiling(Math.Sqrt(images) / turn) : turn;
        bool isSmall = images > SmallFrom;
        PixelPainter.DemandRoom(
            (long)columns * (shape.Images.Width + GridLayout.CellGap),
            ((long)images + columns - 1) / columns * (shape.Images.Height + GridLayout.CellGap));
        string of = Samples.Label is { } shown ? $" of class {run.ClassNames[shown]}" : "";
        string some = classes && turn < shape.Classes ? $" · the first {turn} of {shape.Classes} classes" : "";
        string prior = Samples.Prior is null ? "" : "fitted prior · ";
        string guided = Samples.Guidance == 1
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"guidance {Samples.Guidance}: no samples of the model's density · ");
        string what = Samples.Drawn ? "draws from p(x|z)" : "mean images of p(x|z)";
        some += classes && isSmall ? $" · classes in turn: {string.Join(", ", run.ClassNames.Take(turn))}" : "";
        ImageCell[] cells =
        [
            .. Samples.Batches(run, images, firstStream: 0, progress, batch => ImageCells.Of(batch.Images), turn)
                .SelectMany(batch => batch),
        ];
        return new ImageGrid(shape.Images, cells, columns)
        {
            Scale = isSmall ? 1 : null,
            Title = $"{run.Name}: samples{of}",
            Legend = string.Create(
                CultureInfo.InvariantCulture, $"{what} · {prior}{guided}temperature {Samples.Temperature} · seed {Samples.Seed}{some}"),
            ColumnHeadings = classes && images >= columns && !isSmall
                ? [.. Enumerable.Range(0, columns).Select(column => run.ClassNames[column % turn])]
                : [],
        };
    }
}
