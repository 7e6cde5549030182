namespace VaeSharp.Export;

/// <summary>Cells of a table of comma-separated values.</summary>
internal static class CsvText
{
    /// <summary>A text as one cell (RFC 4180): files and folders of pictures may be called anything.</summary>
    public static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
