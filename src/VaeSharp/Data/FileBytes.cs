using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>Whole files, bounded.</summary>
internal static class FileBytes
{
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
