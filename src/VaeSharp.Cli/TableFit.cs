namespace VaeSharp.Cli;

/// <summary>A column as its heading says it.</summary>
/// <param name="Title">Above the column.</param>
/// <param name="IsRight">Aligned to the right, and never wrapped.</param>
/// <param name="Spare">How easily it can be missed on a narrow screen; 0 for never.</param>
internal sealed record TableColumnText(string Title, bool IsRight, int Spare)
{
    // A cell that is wrapped to less, or to more rows, is a heap of words.
    private const int Readable = 20, MostRows = 3;

    /// <summary>Reads a heading.</summary>
    public static TableColumnText Of(string heading)
    {
        string aligned = heading.TrimStart('?');
        return new(aligned.TrimStart('>'), aligned.StartsWith('>'), heading.Length - aligned.Length);
    }

    /// <summary>How wide the column can be with these cells.</summary>
    public ColumnWidth Width(IEnumerable<string> cells)
    {
        string[] all = [.. cells.Prepend(Title)];
        int whole = all.Max(cell => cell.Length);
        int word = all.SelectMany(cell => cell.Split(' ')).Max(part => part.Length);
        int wrapped = Math.Max(word, Math.Min(Readable, (whole + MostRows - 1) / MostRows));
        return new ColumnWidth(IsRight ? whole : wrapped, whole, Spare);
    }
}

/// <summary>How wide a column can be.</summary>
/// <param name="Least">Where no word is broken.</param>
/// <param name="Most">Where no cell is wrapped.</param>
/// <param name="Spare">How easily it can be missed on a narrow screen; 0 for never.</param>
internal readonly record struct ColumnWidth(int Least, int Most, int Spare);

/// <summary>Which columns of a table a screen has room for, and how wide each is.</summary>
internal static class TableFit
{
    // A rule and two spaces a column, and the last rule.
    private const int PerColumn = 3, Edge = 1;

    /// <summary>The width of each column, null for one that is left out; null where the others do not fit either.</summary>
    public static int?[]? Of(IReadOnlyList<ColumnWidth> columns, int screen)
    {
        bool[] shown = [.. columns.Select(_ => true)];
        while (Room(column => column.Least) < 0)
        {
            int spare = Enumerable.Range(0, columns.Count).Reverse().Where(i => shown[i]).MaxBy(i => columns[i].Spare);
            if (columns[spare].Spare == 0)
            {
                return null;
            }

            shown[spare] = false;
        }

        // What is missing is taken from the widest, as long as cells may be wrapped.
        int[] widths = [.. columns.Select(column => column.Most)];
        for (int missing = -Room(column => column.Most); missing > 0; missing--)
        {
            int widest = Enumerable.Range(0, columns.Count)
                .Where(i => shown[i] && widths[i] > columns[i].Least).MaxBy(i => widths[i]);
            widths[widest]--;
        }

        return [.. widths.Select((width, i) => shown[i] ? width : (int?)null)];

        int Room(Func<ColumnWidth, int> width) =>
            screen - Edge - Enumerable.Range(0, columns.Count).Where(i => shown[i]).Sum(i => width(columns[i]) + PerColumn);
    }
}
