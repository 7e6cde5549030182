using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>Whole files, bounded.</summary>
internal static class FileBytes
{
    /// <summary>What was found where <see cref="IsWebPage"/> says so.</summary>
    public const string WebPage = "a web page in place of the data (download it again)";

    /// <summary>Whether bytes begin as a page of the web does, which servers send in place of a file that they lack.</summary>
    public static bool IsWebPage(ReadOnlySpan<byte> bytes) => bytes.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];

    /// <summary>All bytes of a file.</summary>
    /// <exception cref="DataFormatException">There are more than <paramref name="most"/>.</exception>
    public static byte[] Read(string path, int most)
    {
        DiskEntry.DemandReadable(path);
        long length = new FileInfo(path).Length;
        return length <= most
            ? File.ReadAllBytes(path)
            : throw new DataFormatException(path, most, $"{length} bytes", $"at most {most}");
    }
}
