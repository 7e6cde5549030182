namespace VaeSharp.Cli;

/// <summary>Breaks sentences into rows of a screen.</summary>
internal static class ScreenText
{
    private const string Separator = " · ";
    private const string Indent = "  ";

    /// <summary>A text of which no row is longer than a screen is wide, as long as its words are not.</summary>
    /// <param name="text">One line or several. A line that begins with two spaces is to be copied and stays as it is.</param>
    /// <param name="columns">How wide the screen is.</param>
    /// <param name="hang">How far the rows after the first of a line are indented.</param>
    public static string Wrapped(string text, int columns, int hang = 2) => string.Join(
        Environment.NewLine,
        text.ReplaceLineEndings("\n").Split('\n').SelectMany(
            line => line.StartsWith(Indent, StringComparison.Ordinal) ? [line] : Rows(line, columns, hang)));

    /// <summary>The rows of one line.</summary>
    public static IEnumerable<string> Rows(string line, int columns, int hang)
    {
        string rest = line;
        string indent = "";
        while (indent.Length + rest.Length > columns && Break(rest, columns - indent.Length) is > 0 and var at)
        {
            yield return indent + rest[..at].TrimEnd();
            rest = rest[at..].TrimStart();
            indent = new string(' ', hang);
        }

        yield return indent + rest;
    }

    // After a separator where half a row is filled then, else between words; 0 where the line cannot be broken.
    private static int Break(string text, int room)
    {
        int separator = text.LastIndexOf(Separator, Math.Min(room, text.Length - 1), StringComparison.Ordinal);
        if (separator + 2 > room / 2 && separator + 2 <= room)
        {
            return separator + 2;
        }

        int space = text.LastIndexOf(' ', Math.Clamp(room, 0, text.Length - 1));
        return space > 0 ? space : text.IndexOf(' ');
    }
}
