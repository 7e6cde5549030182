using SkiaSharp;
using VaeSharp.Data;
using VaeSharp.Storage;

namespace VaeSharp.Imaging;

/// <summary>A picture of images in rows and columns, with a title, headings and captions.</summary>
public sealed record ImageGrid
{
    internal ImageGrid(ImageShape shape, IReadOnlyList<ImageCell> cells, int columns)
    {
        Shape = shape;
        Cells = cells;
        Columns = columns;
    }

    /// <summary>The size of every image: 1 channel (grey) or 3 (red, green, blue).</summary>
    public ImageShape Shape { get; }

    /// <summary>Cells in a row, at least 1.</summary>
    public int Columns { get; }

    // Row after row; the last row may be short.
    internal IReadOnlyList<ImageCell> Cells { get; }

    /// <summary>A line above everything, or none.</summary>
    public string? Title { get; init; }

    /// <summary>A quieter line below the title, such as what stands left and right in a cell.</summary>
    public string? Legend { get; init; }

    /// <summary>One heading a column; empty for none.</summary>
    public IReadOnlyList<string> ColumnHeadings { get; init; } = [];

    /// <summary>One heading a row; empty for none.</summary>
    public IReadOnlyList<string> RowHeadings { get; init; } = [];

    /// <summary>Each pixel becomes a square of this side; by default the smallest that makes images 84 pixels wide.</summary>
    public int? Scale { get; init; }

    /// <summary>Draws the picture. Equal grids give equal bytes on one machine.</summary>
    /// <exception cref="ArgumentException">A count, a length or the whole size does not fit; the message says which.</exception>
    public byte[] ToPng()
    {
        GridRules.Check(this);
        using var text = new TextStyle();
        var layout = new GridLayout(this, text);
        using SKBitmap bitmap = PixelPainter.Canvas(layout.Width, layout.Height);
        using (var canvas = new SKCanvas(bitmap))
        {
            DrawFrames(canvas, layout);
            DrawText(canvas, layout, text);
        }

        for (int i = 0; i < Cells.Count; i++)
        {
            for (int k = 0; k < Cells[i].Images.Count; k++)
            {
                PixelPainter.Draw(
                    bitmap, Cells[i].Images[k], Shape, layout.ImageLeft(i, k), layout.ImageTop(i), layout.Scale);
            }
        }

        return PixelPainter.Encode(bitmap);
    }

    /// <summary>Writes the PNG; <paramref name="path"/> holds the old file or the whole new one.</summary>
    /// <inheritdoc cref="ToPng" path="/exception"/>
    public void Save(string path)
    {
        byte[] png = ToPng();
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    /// <summary>A hairline around the images of a cell, without which white images melt into the page.</summary>
    private void DrawFrames(SKCanvas canvas, GridLayout layout)
    {
        using var paint = new SKPaint { Color = new SKColor(0xd4, 0xd4, 0xd4), IsAntialias = false };
        for (int i = 0; i < Cells.Count; i++)
        {
            if (Cells[i].Images.Count > 0)
            {
                canvas.DrawRect(
                    layout.ImageLeft(i, 0) - 1, layout.ImageTop(i) - 1,
                    layout.StripWidth(Cells[i].Images.Count) + 2, layout.ImageHeight + 2, paint);
            }
        }
    }

    private void DrawText(SKCanvas canvas, GridLayout layout, TextStyle text)
    {
        int y = GridLayout.Margin;
        y = text.Draw(canvas, layout.TitleLines, TextRole.Title, GridLayout.Margin, y, SKTextAlign.Left);
        text.Draw(canvas, layout.LegendLines, TextRole.Legend, GridLayout.Margin, y, SKTextAlign.Left);

        for (int c = 0; c < ColumnHeadings.Count; c++)
        {
            text.Draw(canvas, [layout.ColumnHeadings[c]], TextRole.Heading,
                layout.CellCentre(c), layout.HeadingTop, SKTextAlign.Center);
        }

        for (int r = 0; r < RowHeadings.Count; r++)
        {
            int middle = layout.ImageTop(r * Columns) + (layout.ImageHeight - TextStyle.LineHeight(TextRole.Heading)) / 2;
            text.Draw(canvas, [layout.RowHeadings[r]], TextRole.Heading,
                layout.RowHeadingRight, middle, SKTextAlign.Right);
        }

        for (int i = 0; i < Cells.Count; i++)
        {
            text.Draw(canvas, layout.Captions[i], Cells[i].Emphasised ? TextRole.Emphasis : TextRole.Caption,
                layout.CellCentre(i % Columns), layout.CaptionTop(i), SKTextAlign.Center);
        }
    }
}
