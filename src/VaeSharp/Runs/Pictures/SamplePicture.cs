using System.Globalization;
using VaeSharp.Engine;
using VaeSharp.Imaging;
using VaeSharp.Models;

namespace VaeSharp.Runs.Pictures;

/// <summary>Generated images in rows and columns.</summary>
/// <param name="Samples">What is generated.</param>
public sealed record SamplePicture(ModelSamples Samples)
{
    private const int Rows = 10;
    private const int MostColumns = 20;

    /// <summary>The model's own samples, of all classes.</summary>
    public SamplePicture()
        : this(new ModelSamples())
    {
    }

    /// <summary>The number of images; ten rows where null.</summary>
    public int? Count { get; init; }

    /// <summary>Draws it; equal values give equal pixels.</summary>
    /// <exception cref="ArgumentException">There are several temperatures, and not one for each of the model's resolutions.</exception>
    public ImageGrid Draw(TrainedModel run)
    {
        Samples.Check(run);
        ModelShape shape = run.Model.Shape;
        bool classes = shape.SamplesByLabel && Samples.Label is null;
        int columns = classes ? Math.Min(shape.Classes, MostColumns) : Math.Min(Count ?? Rows, Rows);
        int images = Count ?? Rows * columns;
        run.DemandRoom(images);
        string of = Samples.Label is { } shown ? $" of class {run.ClassNames[shown]}" : "";
        string some = classes && columns < shape.Classes ? $" · the first {columns} of {shape.Classes} classes" : "";
        string prior = Samples.Prior is null ? "" : "fitted prior · ";
        string what = Samples.Drawn ? "draws from p(x|z)" : "mean images of p(x|z)";
        IReadOnlyList<ImageCell> cells = TrainedModel.Compute(() =>
        {
            using var random = new RandomStream(Samples.Seed, RandomUse.Sampling, device: run.Device);
            return ImageCells.Of(Samples.Tensors(run, images, Samples.Labels(run, 0, images, columns), random));
        });
        return new ImageGrid(shape.Images, cells, columns)
        {
            Title = $"{run.Name}: samples{of}",
            Legend = string.Create(
                CultureInfo.InvariantCulture, $"{what} · {prior}temperature {Samples.Temperature} · seed {Samples.Seed}{some}"),
            ColumnHeadings = classes && images >= columns ? [.. run.ClassNames.Take(columns)] : [],
        };
    }
}
