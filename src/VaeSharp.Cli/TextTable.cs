using Spectre.Console;

namespace VaeSharp.Cli;

/// <summary>Rows under headings: ruled on a screen, aligned by spaces elsewhere.</summary>
/// <remarks>No screen is too narrow for it: cells are wrapped between words, then columns that can be missed are left out, and where
/// that does not suffice each row becomes a paragraph.</remarks>
/// <param name="headings">One a column. A leading '?' is of a column that may be left out, one with two of them before that, else the last
/// one first; a '&gt;' after that aligns the column to the right, and its cells are never wrapped.</param>
internal sealed class TextTable(params string[] headings)
{
    private readonly TableColumnText[] _columns = [.. headings.Select(TableColumnText.Of)];
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row with one cell a column.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Terminal.Shown)]);

    /// <summary>Writes the table as data, and tells which columns a screen is too narrow for.</summary>
    public void Write(Terminal terminal)
    {
        if (!terminal.OutputIsScreen)
        {
            WriteAligned(terminal.Output);
            return;
        }

        // What nobody has is not shown either.
        int[] filled = [.. Enumerable.Range(0, _columns.Length).Where(i => _columns[i].Spare == 0 || _rows.Any(row => row[i].Length > 0))];
        ColumnWidth[] natural = [.. filled.Select(i => _columns[i].Width(_rows.Select(row => row[i])))];
        if (TableFit.Of(natural, terminal.Columns) is not { } fit)
        {
            WriteParagraphs(terminal);
            return;
        }

        (int Column, int? Width)[] columns = [.. filled.Zip(fit)];
        WriteRuled([.. columns.Where(one => one.Width is not null)], terminal);
        string[] leftOut = [.. columns.Where(one => one.Width is null).Select(one => $"'{_columns[one.Column].Title}'")];
        if (leftOut.Length > 0)
        {
            terminal.Say($"No room for {string.Join(", ", leftOut)}: a wider screen or --json shows all.");
        }
    }

    private void WriteRuled((int Column, int? Width)[] columns, Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach ((int i, int? width) in columns)
        {
            var column = new TableColumn(new Text(_columns[i].Title, new Style(decoration: Decoration.Bold))).Width(width);
            table.AddColumn(_columns[i].IsRight ? column.RightAligned() : column);
        }

        foreach (string[] row in _rows)
        {
            table.AddRow([.. columns.Select(one => new Text(row[one.Column]))]);
        }

        IAnsiConsole screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Output) });
        screen.Profile.Width = terminal.Columns;
        screen.Write(table);
    }

    private void WriteParagraphs(Terminal terminal)
    {
        foreach (string[] row in _rows)
        {
            terminal.Answer(row[0]);
            foreach ((TableColumnText column, string cell) in _columns.Zip(row).Skip(1).Where(pair => pair.Second.Length > 0))
            {
                terminal.Answer($"  {column.Title}{(column.Title.Length > 0 ? ": " : "")}{cell}", hang: 4);
            }
        }
    }

    private void WriteAligned(TextWriter output)
    {
        string[][] lines = [[.. _columns.Select(column => column.Title)], .. _rows];
        int[] widths = [.. _columns.Select((_, column) => lines.Max(line => line[column].Length))];
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells = line.Select((cell, column) =>
                _columns[column].IsRight ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
