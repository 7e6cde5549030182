using System.Text.RegularExpressions;

namespace VaeSharp.Tests.Cli;

/// <summary>What a screen shows of a text: its rows without colours and bold.</summary>
internal static partial class ScreenRows
{
    internal static string[] Of(string text) =>
        [.. Style().Replace(text, "").TrimEnd().Split(Environment.NewLine).Select(row => row.TrimEnd())];

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Style();
}
