namespace VaeSharp.Imaging;

/// <summary>Where everything of an <see cref="ImageGrid"/> stands, in pixels.</summary>
internal sealed class GridLayout
{
    internal const int Margin = 20;
    private const int SmallestImage = 84;
    private const int PairGap = 2;
    internal const int CellGap = 16;
    private const int CaptionGap = 4;
    private const int BlockGap = 12;
    private const int WidestText = 220;
    private const int NarrowestTitle = 360;

    private readonly int _columns;
    private readonly int _imageWidth;
    private readonly int _cellWidth;
    private readonly int _rowHeight;
    private readonly int _left;
    private readonly int _top;
    private readonly int[] _stripWidths;

    internal GridLayout(ImageGrid grid, TextStyle text)
    {
        _columns = grid.Columns;
        int rows = (grid.Cells.Count + _columns - 1) / _columns;
        int shorter = Math.Min(grid.Shape.Height, grid.Shape.Width);
        Scale = grid.Scale ?? (SmallestImage + shorter - 1) / shorter;
        _imageWidth = grid.Shape.Width * Scale;
        ImageHeight = grid.Shape.Height * Scale;
        _stripWidths = [.. grid.Cells.Select(cell => StripWidth(cell.Images.Count))];
        int strip = _stripWidths.Max();

        float widest = Math.Max(strip, WidestText);
        Captions = CaptionLines(grid, strip, widest, text);
        ColumnHeadings = Shortened(grid.ColumnHeadings, widest, text);
        RowHeadings = Shortened(grid.RowHeadings, WidestText, text);
        float captionWidth = Captions.SelectMany(lines => lines)
            .Select(line => text.Measure(line, TextRole.Emphasis)).DefaultIfEmpty(0).Max();
        _cellWidth = (int)MathF.Ceiling(Math.Max(Math.Max(strip, captionWidth), Widest(ColumnHeadings, text)));

        int captionLines = Captions.Max(lines => lines.Count);
        int captionHeight = captionLines == 0 ? 0 : CaptionGap + captionLines * TextStyle.LineHeight(TextRole.Caption);
        _rowHeight = ImageHeight + captionHeight;

        int headingWidth = (int)MathF.Ceiling(Widest(RowHeadings, text));
        RowHeadingRight = Margin + headingWidth;
        _left = Margin + (headingWidth == 0 ? 0 : headingWidth + BlockGap);
        long cells = (long)_columns * (_cellWidth + CellGap) - CellGap;
        long inner = _left - Margin + cells;

        float titleWidth = Math.Max(inner, NarrowestTitle);
        TitleLines = Wrapped(grid.Title, TextRole.Title, titleWidth, text);
        LegendLines = Wrapped(grid.Legend, TextRole.Legend, titleWidth, text);
        int above = TitleLines.Count * TextStyle.LineHeight(TextRole.Title)
            + LegendLines.Count * TextStyle.LineHeight(TextRole.Legend);
        HeadingTop = Margin + (above == 0 ? 0 : above + BlockGap);
        _top = HeadingTop
            + (ColumnHeadings.Length == 0 ? 0 : TextStyle.LineHeight(TextRole.Heading) + CaptionGap);

        float lines = Math.Max(
            TitleLines.Select(line => text.Measure(line, TextRole.Title)).DefaultIfEmpty(0).Max(),
            LegendLines.Select(line => text.Measure(line, TextRole.Legend)).DefaultIfEmpty(0).Max());
        Width = Math.Max(inner, (long)MathF.Ceiling(lines)) + 2 * Margin;
        Height = _top + (long)rows * (_rowHeight + CellGap) - CellGap + Margin;
    }

    internal int Scale { get; }

    internal int ImageHeight { get; }

    internal long Width { get; }

    internal long Height { get; }

    internal int HeadingTop { get; }

    internal int RowHeadingRight { get; }

    internal List<string> TitleLines { get; }

    internal List<string> LegendLines { get; }

    internal string[] ColumnHeadings { get; }

    internal string[] RowHeadings { get; }

    internal List<string>[] Captions { get; }

    internal int ImageTop(int cell) => _top + cell / _columns * (_rowHeight + CellGap);

    internal int ImageLeft(int cell, int image) =>
        CellLeft(cell % _columns) + (_cellWidth - _stripWidths[cell]) / 2 + image * (_imageWidth + PairGap);

    internal int CaptionTop(int cell) => ImageTop(cell) + ImageHeight + CaptionGap;

    internal float CellCentre(int column) => CellLeft(column) + _cellWidth / 2f;

    private int CellLeft(int column) => _left + column * (_cellWidth + CellGap);

    internal int StripWidth(int images) => images == 0 ? 0 : images * (_imageWidth + PairGap) - PairGap;

    /// <summary>All captions stand on one line, or all are broken at their separators, so that rows look alike.</summary>
    private static List<string>[] CaptionLines(ImageGrid grid, int strip, float widest, TextStyle text)
    {
        string[] captions = [.. grid.Cells.Select(cell => TextWrap.Clean(cell.Caption ?? ""))];
        bool whole = captions.All(caption => text.Measure(caption, TextRole.Emphasis) <= strip);
        return [.. captions.Select(caption => (whole ? [caption] : TextWrap.AtSeparators(caption))
            .Where(part => part.Length > 0)
            .Select(part => TextWrap.Shorten(part, widest, line => text.Measure(line, TextRole.Emphasis)))
            .ToList())];
    }

    private static string[] Shortened(IReadOnlyList<string> headings, float width, TextStyle text) =>
        [.. headings.Select(heading =>
            TextWrap.Shorten(TextWrap.Clean(heading), width, line => text.Measure(line, TextRole.Heading)))];

    private static List<string> Wrapped(string? sentence, TextRole role, float width, TextStyle text) =>
        TextWrap.Words(TextWrap.Clean(sentence ?? ""), width, line => text.Measure(line, role));

    private static float Widest(string[] headings, TextStyle text) =>
        headings.Select(heading => text.Measure(heading, TextRole.Heading)).DefaultIfEmpty(0).Max();
}
