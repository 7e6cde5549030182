namespace VaeSharp.Imaging;

/// <summary>What an <see cref="ImageGrid"/> must be before it can be laid out.</summary>
internal static class GridRules
{
    internal static void Check(ImageGrid grid)
    {
        PixelPainter.RequireDrawable(grid.Shape);
        if (grid.Columns < 1)
        {
            throw new ArgumentException($"A grid needs at least one column; found {grid.Columns}.", nameof(grid));
        }

        if (grid.Cells.Count == 0)
        {
            throw new ArgumentException("A grid needs at least one cell; found none.", nameof(grid));
        }

        if (grid.Scale is < 1 or > 64)
        {
            throw new ArgumentException($"The scale must be from 1 to 64; found {grid.Scale}.", nameof(grid));
        }

        int rows = (grid.Cells.Count + grid.Columns - 1) / grid.Columns;
        RequireHeadings(grid.ColumnHeadings.Count, grid.Columns, "column");
        RequireHeadings(grid.RowHeadings.Count, rows, "row");
        for (int i = 0; i < grid.Cells.Count; i++)
        {
            foreach (byte[] image in grid.Cells[i].Images)
            {
                PixelPainter.RequireFits(image, grid.Shape, i);
            }
        }
    }

    private static void RequireHeadings(int found, int expected, string what)
    {
        if (found != 0 && found != expected)
        {
            throw new ArgumentException(
                $"The grid has {expected} {what}s but {found} {what} headings: give one for each {what}, or none.");
        }
    }
}
