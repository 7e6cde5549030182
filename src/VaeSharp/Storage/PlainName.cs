using System.Buffers;

namespace VaeSharp.Storage;

/// <summary>File names that mean the same file in the same directory on every system.</summary>
internal static class PlainName
{
    public const string Rule =
        "1 to 100 letters, digits, '.', '_' or '-', no dot at either end, not a device name of Windows";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })],
        StringComparer.OrdinalIgnoreCase);

    public static bool IsPlain(string name) =>
        name.Length is > 0 and <= 100
        && !name.AsSpan().ContainsAnyExcept(Allowed)
        && name[0] != '.' && name[^1] != '.'
        && !Devices.Contains(name.Split('.')[0]);
}
