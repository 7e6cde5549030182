using System.Formats.Tar;
using System.IO.Compression;

namespace VaeSharp.Data;

/// <summary>The official <c>cifar-10-binary.tar.gz</c> and its sister: known files are read, nothing is extracted.</summary>
/// <remarks>
/// Names in the archive choose which file a content belongs to and never where anything is written.
/// </remarks>
internal static class CifarArchive
{
    private const int MostEntries = 1000;
    private const long MostBytes = 256 << 20; // decompressed; the real one has 184 million

    /// <summary>Reads each of the files once, in the archive's order.</summary>
    /// <param name="compressed">The archive.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="receive">Takes a file's name, without a directory, and its content.</param>
    /// <param name="format">Which files; CIFAR-10's where null.</param>
    /// <exception cref="DataFormatException">
    /// A file is missing, twice there, a link, sparse, too long or malformed; or the archive is damaged or without end.
    /// </exception>
    public static void Read(Stream compressed, string file, Action<string, byte[]> receive, CifarFormat? format = null)
    {
        format ??= CifarFormat.Instance;
        using Stream content = Decompressed(compressed, file);
        using var bounded = new BoundedStream(content, MostBytes, file);
        using var tar = new TarReader(bounded);
        var missing = new HashSet<string>(format.FileNames);
        string? other = null;
        for (int entries = 0; missing.Count > 0 && Next(tar, bounded, file) is { } entry; entries++)
        {
            if (entries == MostEntries)
            {
                throw Fault(bounded, file, $"more than {MostEntries} entries", "about ten");
            }

            other ??= format.OtherVersions.FirstOrDefault(
                version => entry.Name.StartsWith(version + "/", StringComparison.Ordinal));
            if (ExpectedName(entry.Name, format) is { } name)
            {
                if (!missing.Remove(name))
                {
                    throw Fault(bounded, file, $"{name} a second time", "each file once");
                }

                byte[] records = Content(entry, bounded, file, format.MostFileBytes);
                format.Check(name, records, $"{file}/{name}");
                receive(name, records);
            }
        }

        if (missing.Count > 0)
        {
            throw Fault(
                bounded, file, other is null ? $"no {string.Join(", ", missing.Order())}" : $"another version of the data, {other}",
                $"{format.FileNames.Count} files of records in {format.InnerDirectory}");
        }
    }

    // Browsers unpack what they download, by half.
    private static Stream Decompressed(Stream archive, string file)
    {
        long start = archive.Position;
        var first = new byte[16];
        int read = archive.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        archive.Position = start;
        if (FileBytes.IsWebPage(first.AsSpan(0, read)))
        {
            throw new DataFormatException(file, 0, FileBytes.WebPage, "an archive");
        }

        return Gzip.IsGzip(first.AsSpan(0, read))
            ? new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true)
            : new BufferedStream(archive);
    }

    private static string? ExpectedName(string path, CifarFormat format)
    {
        string prefix = format.InnerDirectory + "/";
        return path.StartsWith(prefix, StringComparison.Ordinal)
            && format.FileNames.Contains(path[prefix.Length..])
            ? path[prefix.Length..]
            : null;
    }

    private static byte[] Content(TarEntry entry, BoundedStream bounded, string file, int most)
    {
        bool plain = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;
        bool sparse = entry is PaxTarEntry pax
            && pax.ExtendedAttributes.Keys.Any(key => key.StartsWith("GNU.sparse", StringComparison.Ordinal));
        if (!plain || sparse)
        {
            throw Fault(
                bounded, file, $"{entry.Name} as {(sparse ? "a sparse file" : entry.EntryType)}", "a regular file");
        }

        if (entry.DataStream is null || entry.Length > most)
        {
            throw Fault(bounded, file, $"{entry.Name} of {entry.Length} bytes", $"1 to {most}");
        }

        var content = new byte[entry.Length];
        return Guarded(bounded, file, () =>
        {
            entry.DataStream.ReadExactly(content);
            return content;
        });
    }

    private static TarEntry? Next(TarReader tar, BoundedStream bounded, string file) =>
        Guarded(bounded, file, () => tar.GetNextEntry());

    private static T Guarded<T>(BoundedStream bounded, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        // What the tar and gzip readers of .NET throw at damaged input.
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or FormatException
            or NotSupportedException or OverflowException or ArgumentException or InvalidOperationException)
        {
            throw new DataFormatException(
                file, bounded.Position, $"damage ({damaged.Message})", "a whole archive: download it again", damaged);
        }
    }

    private static DataFormatException Fault(BoundedStream bounded, string file, string found, string expected) =>
        new(file, bounded.Position, found, expected);
}
