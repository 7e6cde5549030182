using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace VaeSharp.Imaging;

/// <summary>Draws plots side by side below a common title.</summary>
internal static class PlotPainter
{
    private const int Margin = 16;

    /// <remarks>Numbers are written the same way whatever the caller's culture.</remarks>
    internal static byte[] Draw(string? title, IReadOnlyList<Plot> panels, int panelWidth, int panelHeight)
    {
        CultureInfo callers = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return DrawInvariant(title, panels, panelWidth, panelHeight);
        }
        finally
        {
            CultureInfo.CurrentCulture = callers;
        }
    }

    private static byte[] DrawInvariant(string? title, IReadOnlyList<Plot> panels, int panelWidth, int panelHeight)
    {
        using var text = new TextStyle();
        int width = panels.Count * panelWidth + 2 * Margin;
        List<string> titleLines = TextWrap.Words(
            TextWrap.Clean(title ?? ""), width - 2 * Margin, line => text.Measure(line, TextRole.Title));
        int top = Margin + titleLines.Count * TextStyle.LineHeight(TextRole.Title);

        using SKBitmap bitmap = PixelPainter.Canvas(width, top + panelHeight + Margin);
        using (var canvas = new SKCanvas(bitmap))
        {
            text.Draw(canvas, titleLines, TextRole.Title, Margin, Margin, SKTextAlign.Left);
            for (int i = 0; i < panels.Count; i++)
            {
                using SKBitmap panel = DrawPanel(panels[i], panelWidth, panelHeight);
                canvas.DrawBitmap(panel, Margin + i * panelWidth, top);
            }
        }

        return PixelPainter.Encode(bitmap);
    }

    // ScottPlot clears the whole canvas that it is given, so each panel gets one of its own.
    private static SKBitmap DrawPanel(Plot plot, int width, int height)
    {
        SKBitmap bitmap = PixelPainter.Canvas(width, height);
        using var canvas = new SKCanvas(bitmap);
        PlotPanel.UseEmbeddedFonts(plot);
        plot.Render(canvas, new PixelRect(0, width, height, 0));
        return bitmap;
    }
}
