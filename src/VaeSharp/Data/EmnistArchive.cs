using System.IO.Compression;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>EMNIST's <c>gzip.zip</c>: the four files of one split are read, nothing is extracted.</summary>
internal static class EmnistArchive
{
    /// <summary>Reads each of the files once.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="names">The files, without <c>.gz</c>.</param>
    /// <param name="receive">Takes a file's name and its content, decompressed.</param>
    /// <exception cref="DataFormatException">The archive is damaged, or lacks one of them.</exception>
    public static void Read(string path, IReadOnlyList<string> names, Action<string, byte[]> receive)
    {
        DiskEntry.DemandReadable(path);
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            foreach (string name in names)
            {
                ZipArchiveEntry entry = archive.GetEntry($"gzip/{name}.gz")
                    ?? throw new DataFormatException(path, 0, $"no gzip/{name}.gz", "the files of EMNIST's splits");
                using Stream stream = entry.Open();
                using var bounded = new BoundedStream(stream, IdxFile.MostBytes, $"{path}/{entry.FullName}");
                using var memory = new MemoryStream();
                bounded.CopyTo(memory);
                receive(name, Gzip.Decompress(memory.ToArray(), $"{path}/{entry.FullName}", IdxFile.MostBytes));
            }
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new DataFormatException(path, 0, $"damage ({damaged.Message})", "a whole zip: download it again", damaged);
        }
    }
}
