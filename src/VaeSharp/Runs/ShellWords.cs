namespace VaeSharp.Runs;

/// <summary>Command lines that can be pasted into a shell.</summary>
internal static class ShellWords
{
    private const string Plain = "_./:=,+@%-";

    /// <summary>Words as one line, each quoted where a POSIX shell (on Windows its command prompt) would take it apart.</summary>
    /// <param name="words">The program and its arguments.</param>
    public static string Line(params IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    /// <summary>A word as a shell takes it for one.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsLetterOrDigit(letter) || Plain.Contains(letter, StringComparison.Ordinal)) ? word
        : OperatingSystem.IsWindows() ? $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
