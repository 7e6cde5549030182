using ScottPlot;
using VaeSharp.Storage;

namespace VaeSharp.Imaging;

/// <summary>Points of a two-dimensional latent space, coloured by class.</summary>
/// <param name="Points">One (x, y) for each image; what is not finite is left out and counted in the title.</param>
/// <param name="Classes">As many class numbers, each an index into <paramref name="ClassNames"/>.</param>
/// <param name="ClassNames">What the legend says; ten colours, then other shapes.</param>
internal sealed record ScatterPlot(
    IReadOnlyList<(float X, float Y)> Points, IReadOnlyList<int> Classes, IReadOnlyList<string> ClassNames)
{
    private const int Width = 760;
    private const int Height = 640;
    private const int MostClasses = 40;

    /// <summary>A line above the plot, or none.</summary>
    public string? Title { get; init; }

    /// <summary>The words below the horizontal axis.</summary>
    public string XLabel { get; init; } = "z0";

    /// <summary>The words beside the vertical axis.</summary>
    public string YLabel { get; init; } = "z1";

    /// <summary>Draws the picture; both axes have one scale. Equal plots give equal bytes on one machine.</summary>
    /// <exception cref="ArgumentException">Counts differ, a class has no name, or there are more than 40 classes.</exception>
    public byte[] ToPng()
    {
        Check();
        var groups = new List<Coordinates>[ClassNames.Count];
        for (int c = 0; c < groups.Length; c++)
        {
            groups[c] = [];
        }

        for (int i = 0; i < Points.Count; i++)
        {
            (float x, float y) = Points[i];
            if (PlotPanel.IsDrawable(x) && PlotPanel.IsDrawable(y))
            {
                groups[Classes[i]].Add(new Coordinates(x, y));
            }
        }

        int drawn = groups.Sum(group => group.Count);
        string remark = drawn == Points.Count ? "" : $"{Points.Count - drawn} of {Points.Count} points are not finite";

        Plot plot = PlotPanel.Create(remark, XLabel, YLabel, wholeNumbersOnly: false);
        float size = drawn > 2000 ? 4 : 6;
        for (int c = 0; c < groups.Length; c++)
        {
            Plottables.Points(plot, groups[c], c, size, ClassNames[c]);
        }

        (double left, double right) = PlotPanel.Range(groups.SelectMany(group => group).Select(point => point.X), 0.03);
        (double bottom, double top) = PlotPanel.Range(groups.SelectMany(group => group).Select(point => point.Y), 0.03);
        plot.Axes.SetLimits(left, right, bottom, top);
        plot.Axes.SquareUnits();
        PlotPanel.ShowLegend(plot, Edge.Right);
        return PlotPainter.Draw(Title, [plot], Width, Height);
    }

    /// <summary>Writes the PNG; <paramref name="path"/> holds the old file or the whole new one.</summary>
    /// <inheritdoc cref="ToPng" path="/exception"/>
    public void Save(string path)
    {
        byte[] png = ToPng();
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    private void Check()
    {
        if (Classes.Count != Points.Count)
        {
            throw new ArgumentException($"There are {Points.Count} points but {Classes.Count} classes.");
        }

        if (ClassNames.Count is < 1 or > MostClasses)
        {
            throw new ArgumentException(
                $"A scatter plot shows 1 to {MostClasses} classes; found {ClassNames.Count}.");
        }

        for (int i = 0; i < Classes.Count; i++)
        {
            if (Classes[i] < 0 || Classes[i] >= ClassNames.Count)
            {
                throw new ArgumentException(
                    $"Point {i} is of class {Classes[i]}, but the classes are 0 to {ClassNames.Count - 1}.");
            }
        }
    }
}
