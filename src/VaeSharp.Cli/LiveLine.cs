namespace VaeSharp.Cli;

/// <summary>The last row of a screen, which changes until something else is said.</summary>
/// <param name="screen">Where it is shown.</param>
/// <param name="erases">Whether the screen knows how to erase; it is overwritten with spaces otherwise.</param>
internal sealed class LiveLine(TextWriter screen, bool erases)
{
    // ECMA-48, erase in page: all from the cursor on. The cursor rests at the line's beginning, so that is also what the line was
    // wrapped to by a screen that has become narrower, and never a row above it.
    private const string Erase = "\r\u001b[J";

    // DEC private mode 7, autowrap: a line that was made for a screen that has just become narrower ends at its edge.
    private const string WrapOff = "\u001b[?7l", WrapOn = "\u001b[?7h";

    private readonly Lock _lock = new();
    private int _shown;

    /// <summary>Shows a line in place of the one before.</summary>
    public void Show(string line)
    {
        lock (_lock)
        {
            screen.Write(erases ? $"{Erase}{WrapOff}{line}{WrapOn}\r" : $"{Gone()}{line}\r");
            _shown = line.Length;
        }
    }

    /// <summary>Takes the line away; nothing where there is none.</summary>
    public void Clear() => Above("");

    /// <summary>Writes what stays, in place of the line.</summary>
    public void Above(string text)
    {
        lock (_lock)
        {
            string gone = _shown > 0 ? Gone() : "";
            _shown = 0;
            if (gone.Length + text.Length > 0)
            {
                screen.Write(gone + text);
            }
        }
    }

    private string Gone() => erases ? Erase : $"\r{new string(' ', _shown)}\r";
}
