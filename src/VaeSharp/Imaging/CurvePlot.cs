using ScottPlot;
using VaeSharp.Storage;

namespace VaeSharp.Imaging;

/// <summary>One line of a <see cref="CurvePanel"/>.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="X">Such as epoch numbers.</param>
/// <param name="Y">As many values as X; where one is not finite the line has a gap.</param>
internal sealed record CurveSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>One pair of axes with its lines.</summary>
/// <param name="Title">A few words above the axes.</param>
/// <param name="Series">The lines, in the order of the legend.</param>
internal sealed record CurvePanel(string Title, IReadOnlyList<CurveSeries> Series)
{
    /// <summary>The words below the horizontal axis.</summary>
    public string XLabel { get; init; } = "epoch";

    /// <summary>What y is, with its unit.</summary>
    public string YLabel { get; init; } = "nats per image";
}

/// <summary>Curves of training in panels side by side: loss beside rate and distortion, for example.</summary>
/// <param name="Panels">1 to 4 panels.</param>
internal sealed record CurvePlot(IReadOnlyList<CurvePanel> Panels)
{
    private const int PanelWidth = 560;
    private const int PanelHeight = 400;
    private const int MostMarkers = 40;

    /// <summary>A line above all panels, or none.</summary>
    public string? Title { get; init; }

    /// <summary>Draws the picture, 560 pixels a panel. Equal plots give equal bytes on one machine.</summary>
    /// <exception cref="ArgumentException">There are no panels, more than 4, or a series has unequal X and Y.</exception>
    public byte[] ToPng()
    {
        if (Panels.Count is < 1 or > 4)
        {
            throw new ArgumentException($"A curve plot has 1 to 4 panels; found {Panels.Count}.");
        }

        return PlotPainter.Draw(Title, [.. Panels.Select(CreatePanel)], PanelWidth, PanelHeight);
    }

    /// <summary>Writes the PNG; <paramref name="path"/> holds the old file or the whole new one.</summary>
    /// <inheritdoc cref="ToPng" path="/exception"/>
    public void Save(string path)
    {
        byte[] png = ToPng();
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    private static Plot CreatePanel(CurvePanel panel)
    {
        Plot plot = PlotPanel.Create(panel.Title, panel.XLabel, panel.YLabel, wholeNumbersOnly: true);
        var drawn = new List<Coordinates>();
        for (int s = 0; s < panel.Series.Count; s++)
        {
            AddSeries(plot, panel.Series[s], s, drawn);
        }

        if (drawn.Count == 0)
        {
            Plottables.Text(plot, "no finite values to draw");
        }

        (double left, double right) = PlotPanel.Range(drawn.Select(point => point.X), 0.03);
        (double bottom, double top) = PlotPanel.Range(drawn.Select(point => point.Y), 0.06);
        plot.Axes.SetLimits(left, right, bottom, top);
        if (panel.Series.Count > 0)
        {
            PlotPanel.ShowLegend(plot, Edge.Bottom);
        }

        return plot;
    }

    private static void AddSeries(Plot plot, CurveSeries series, int number, List<Coordinates> drawn)
    {
        if (series.X.Count != series.Y.Count)
        {
            throw new ArgumentException(
                $"The series '{series.Name}' has {series.X.Count} x values and {series.Y.Count} y values; "
                + "there must be one y for each x.");
        }

        bool named = false;
        var run = new List<Coordinates>();
        for (int i = 0; i <= series.X.Count; i++)
        {
            if (i < series.X.Count && PlotPanel.IsDrawable(series.X[i]) && PlotPanel.IsDrawable(series.Y[i]))
            {
                run.Add(new Coordinates(series.X[i], series.Y[i]));
                continue;
            }

            if (run.Count == 0)
            {
                continue;
            }

            Plottables.Line(plot, run, number, markers: run.Count == 1 || series.X.Count <= MostMarkers,
                named ? "" : series.Name);
            named = true;
            drawn.AddRange(run);
            run = [];
        }

        if (!named)
        {
            Plottables.LegendEntry(plot, series.Name + " (no finite value)", number);
        }
    }
}
