using System.Globalization;
using VaeSharp.Engine;
using VaeSharp.Imaging;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Runs.Pictures;

/// <summary>Generated images: latents sampled from a prior and decoded.</summary>
public sealed record SamplePicture
{
    private const int Rows = 10;
    private const int MostColumns = 20;

    /// <summary>The only class to draw; null for all side by side, where the model draws by label.</summary>
    public int? Label { get; init; }

    /// <summary>The number of images; ten rows where null.</summary>
    public int? Count { get; init; }

    /// <summary>Below 1 draws more typical images, above 1 stranger ones.</summary>
    public Temperature Temperature { get; init; } = 1;

    /// <summary>Where latents come from in place of the model's own prior; null for that.</summary>
    public Prior? Prior { get; init; }

    /// <summary>Of the latents.</summary>
    public ulong Seed { get; init; }

    /// <summary>Draws it; equal values give equal pixels.</summary>
    /// <exception cref="ArgumentException">There are several temperatures, and not one for each of the model's resolutions.</exception>
    public ImageGrid Draw(TrainedModel run)
    {
        Temperature.At(0, run.Model.Groups.DistinctBy(group => (group.Height, group.Width)).DefaultIfEmpty().Count());
        ModelShape shape = run.Model.Shape;
        bool classes = shape.SamplesByLabel && Label is null;
        int columns = classes ? Math.Min(shape.Classes, MostColumns) : Math.Min(Count ?? Rows, Rows);
        int images = Count ?? Rows * columns;
        string of = Label is { } shown ? $" of class {run.ClassNames[shown]}" : "";
        string prior = Prior is null ? "" : "fitted prior · ";
        return new ImageGrid(shape.Images, TrainedModel.Compute(() => ImageCells.Of(Images(run, images, columns))), columns)
        {
            Title = $"{run.Name}: samples{of}",
            Legend = string.Create(CultureInfo.InvariantCulture, $"{prior}temperature {Temperature} · seed {Seed}"),
            ColumnHeadings = classes && images >= columns ? [.. run.ClassNames.Take(columns)] : [],
        };
    }

    private Tensor Images(TrainedModel run, int images, int columns)
    {
        using var random = new RandomStream(Seed, RandomUse.Sampling, device: run.Device);
        Tensor? labels = !run.Model.Shape.SamplesByLabel ? null
            : Label is { } one ? run.ClassTensor(one, images)
            : arange(images, ScalarType.Int64, run.Device) % columns; // [images]
        return Prior is null
            ? run.Model.Sample(images, labels, random, Temperature)
            : run.Model.Decode(Prior.Sample(images, null, random, Temperature.At(0, 1)), labels).Mean.clamp(0, 1);
    }
}
