using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.TickGenerators;

namespace VaeSharp.Imaging;

/// <summary>The look that all plots share: quiet grid, embedded fonts, legend beside the data.</summary>
internal static class PlotPanel
{
    private const int LongestLabel = 48;

    // Ten colours that stay apart for colour-blind eyes: Petroff 2021, arXiv:2107.02270, table 1.
    private static readonly Color[] Palette =
    [
        Color.FromHex("#3f90da"), Color.FromHex("#ffa90e"), Color.FromHex("#bd1f01"), Color.FromHex("#94a4a2"),
        Color.FromHex("#832db6"), Color.FromHex("#a96b59"), Color.FromHex("#e76300"), Color.FromHex("#b9ac70"),
        Color.FromHex("#717581"), Color.FromHex("#92dadd"),
    ];

    private static readonly MarkerShape[] Shapes =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
    ];

    internal static Color ColourOf(int series) => Palette[series % Palette.Length];

    /// <summary>The shape changes when the colours are used up, so that more than ten series stay distinct.</summary>
    internal static MarkerShape ShapeOf(int series) => Shapes[series / Palette.Length % Shapes.Length];

    internal static string Label(string text)
    {
        string clean = TextWrap.Clean(text);
        return TextWrap.Shorten(clean, LongestLabel, part => part.Length);
    }

    /// <summary>An empty plot with its axes named.</summary>
    internal static Plot Create(string title, string xLabel, string yLabel, bool wholeNumbersOnly)
    {
        var plot = new Plot();
        plot.Title(Label(title), 14);
        plot.XLabel(Label(xLabel), 13);
        plot.YLabel(Label(yLabel), 13);
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = wholeNumbersOnly };
        plot.Axes.Bottom.TickLabelStyle.FontSize = 12;
        plot.Axes.Left.TickLabelStyle.FontSize = 12;
        plot.Axes.Bottom.MinorTickStyle.Length = 0;
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Grid.MajorLineColor = Color.FromHex("#e6e6e6");
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        return plot;
    }

    /// <summary>Names the series beside the data, where the legend covers no point.</summary>
    internal static void ShowLegend(Plot plot, Edge edge)
    {
        plot.Legend.FontSize = 12;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.Transparent;
        plot.Legend.Orientation = edge == Edge.Bottom ? Orientation.Horizontal : Orientation.Vertical;
        plot.Legend.Margin = new PixelPadding(0);
        LegendPanel panel = plot.ShowLegend(edge);
        panel.Alignment = edge == Edge.Bottom ? Alignment.MiddleCenter : Alignment.UpperLeft;
    }

    /// <summary>Gives every text of the plot the embedded fonts; the last call before it is drawn.</summary>
    internal static void UseEmbeddedFonts(Plot plot)
    {
        plot.Font.Set(PlotFonts.Family);
        plot.Legend.FontName = PlotFonts.Family;
        plot.Legend.SetBestFontOnEachRender = false;
    }

    /// <summary>Limits around the values; a single value gets room on both sides.</summary>
    internal static (double Low, double High) Range(IEnumerable<double> values, double margin)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        if (low > high)
        {
            return (0, 1);
        }

        double room = high > low ? (high - low) * margin : Math.Max(1, Math.Abs(low) * 0.1);
        return (low - room, high + room);
    }

    /// <summary>Whether a number can stand on an axis; beyond 1e30 the ticks themselves overflow.</summary>
    internal static bool IsDrawable(double value) => Math.Abs(value) <= 1e30;
}
