using Spectre.Console;

namespace VaeSharp.Cli;

/// <summary>Rows under headings: ruled on a screen, aligned by spaces elsewhere.</summary>
/// <param name="headings">One a column; a leading '&gt;' aligns the column to the right.</param>
internal sealed class TextTable(params string[] headings)
{
    // A name in the first column is what a reader copies: it is broken only where it would leave no room for the rest.
    private const int MostUnbroken = 26;

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row with one cell a column.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Terminal.Shown)]);

    /// <summary>Writes the table as data.</summary>
    public void Write(Terminal terminal)
    {
        if (terminal.OutputIsScreen)
        {
            WriteRuled(terminal.Output);
        }
        else
        {
            WriteAligned(terminal.Output);
        }
    }

    private static bool IsRight(string heading) => heading.StartsWith('>');

    private void WriteRuled(TextWriter output)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (string heading in headings)
        {
            var title = new Text(heading.TrimStart('>'), new Style(decoration: Decoration.Bold));
            var column = new TableColumn(title);
            column.NoWrap = heading == headings[0] && _rows.All(row => row[0].Length <= MostUnbroken);
            table.AddColumn(IsRight(heading) ? column.RightAligned() : column);
        }

        foreach (string[] row in _rows)
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(table);
    }

    private void WriteAligned(TextWriter output)
    {
        string[][] lines = [[.. headings.Select(heading => heading.TrimStart('>'))], .. _rows];
        int[] widths = [.. headings.Select((_, column) => lines.Max(line => line[column].Length))];
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells = line.Select((cell, column) =>
                IsRight(headings[column]) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
