namespace VaeSharp.Models.Recipes;

/// <summary>Texts that come within the library.</summary>
internal static class Embedded
{
    /// <summary>Names of those between a prefix and a suffix, sorted.</summary>
    internal static IReadOnlyList<string> Names(string prefix, string suffix) =>
    [
        .. typeof(Embedded).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..^suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of one that is there.</summary>
    internal static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Embedded).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
