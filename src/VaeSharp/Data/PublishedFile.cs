namespace VaeSharp.Data;

/// <summary>A file of the network whose content is known beforehand.</summary>
/// <param name="Name">Its name without a directory.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal.</param>
/// <param name="Mirrors">Where it can be had, the preferred place first.</param>
internal sealed record PublishedFile(string Name, long Length, string Sha256, IReadOnlyList<Uri> Mirrors)
{
    /// <summary>Whether it is asked for over plain http, where its publisher offers nothing else: the digest decides.</summary>
    public bool OverPlainHttp { get; init; }

    /// <summary>The same name under each of several addresses, which end with a slash.</summary>
    public static PublishedFile Under(string name, long length, string sha256, params string[] addresses) =>
        new(name, length, sha256, [.. addresses.Select(address => new Uri(address + name))]);
}
