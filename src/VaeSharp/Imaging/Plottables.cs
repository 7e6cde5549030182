using ScottPlot;
using ScottPlot.Plottables;

namespace VaeSharp.Imaging;

/// <summary>Adds lines, points and remarks to a plot in the common look.</summary>
internal static class Plottables
{
    internal static void Line(Plot plot, List<Coordinates> points, int series, bool markers, string name)
    {
        Scatter line = plot.Add.Scatter(points.ToArray());
        line.Color = PlotPanel.ColourOf(series);
        line.LineWidth = 2;
        line.MarkerShape = PlotPanel.ShapeOf(series);
        line.MarkerSize = markers ? 6 : 0;
        line.LegendText = PlotPanel.Label(name);
    }

    internal static void Points(Plot plot, List<Coordinates> points, int series, float size, string name)
    {
        Markers markers = plot.Add.Markers(points.ToArray());
        markers.Color = PlotPanel.ColourOf(series).WithAlpha(0.7);
        markers.MarkerStyle.Shape = PlotPanel.ShapeOf(series);
        markers.MarkerStyle.Size = size;
        markers.MarkerStyle.LineWidth = 0;
        // The plot's own entry would show the marker at its size among thousands, too small to tell the colour.
        LegendEntry(plot, name, series);
    }

    internal static void LegendEntry(Plot plot, string name, int series) =>
        plot.Legend.ManualItems.Add(new LegendItem
        {
            LabelText = PlotPanel.Label(name),
            MarkerShape = PlotPanel.ShapeOf(series),
            MarkerFillColor = PlotPanel.ColourOf(series),
            MarkerSize = 9,
        });

    internal static void Text(Plot plot, string remark)
    {
        Annotation text = plot.Add.Annotation(remark, Alignment.MiddleCenter);
        text.LabelFontSize = 14;
        text.LabelFontName = PlotFonts.Family;
        text.LabelBackgroundColor = Colors.Transparent;
        text.LabelBorderWidth = 0;
        text.LabelShadowColor = Colors.Transparent;
    }
}
