using System.Text.Json;

namespace VaeSharp.Storage;

/// <summary>What is wrong with a JSON text, in words of the text rather than of the program that reads it.</summary>
internal static class JsonFault
{
    /// <summary>Which value, or which place.</summary>
    /// <param name="fault">Thrown while the text was read into an object.</param>
    public static string InWords(Exception fault) => fault switch
    {
        JsonException { Path: { Length: > 1 } path } => $"a value at '{path}' that cannot be there",
        JsonException { LineNumber: { } line } json =>
            $"no valid JSON at line {line + 1}, byte {(json.BytePositionInLine ?? 0) + 1}, or a key missing there",
        JsonException => "a key that is missing",
        _ => "a value that is missing or null",
    };
}
