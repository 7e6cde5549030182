using System.Security.Cryptography;

namespace VaeSharp.Data;

/// <summary>Tells data that lie under the name of another data set, or one file of a data set under the name of another.</summary>
/// <remarks>
/// By the SHA-256 of a file as it is published, of its decompressed content where that is known, and of what lies in the cache, which
/// came out of published archives.
/// </remarks>
internal sealed class DatasetIdentity
{
    // Two data sets may share a file.
    private readonly ILookup<string, (string Set, string File)> _known;

    /// <summary>Gathers the digests.</summary>
    /// <param name="known">The data sets.</param>
    /// <param name="cached">The decoded files of a data set in the cache.</param>
    public DatasetIdentity(IReadOnlyList<KnownDataset> known, Func<KnownDataset, IReadOnlyList<CacheManifest.Entry>> cached)
    {
        var digests =
            from set in known.Where(IsTold)
            from file in set.Archives.Select(archive => (Name: Plain(archive.Name), archive.Sha256))
                .Concat(set.Contents.Select(pair => (Name: pair.Key, Sha256: pair.Value)))
                .Concat(cached(set).Select(entry => (entry.Name, entry.Sha256)))
            select (file.Sha256, Is: (set.Name, file.Name));
        _known = digests.ToLookup(digest => digest.Sha256, digest => digest.Is);
    }

    /// <summary>Fails where files are known to be others than their names say.</summary>
    /// <param name="set">What was asked for.</param>
    /// <param name="paths">Where each of its format's files lies.</param>
    /// <param name="progress">Hears where nothing is known of a file that is not the published one.</param>
    /// <exception cref="DatasetUnavailableException">A file is that of another data set, or another of the same; or not that of the
    /// embedded one.</exception>
    public void Demand(KnownDataset set, IReadOnlyList<string> paths, IProgress<string>? progress)
    {
        if (!IsTold(set))
        {
            return;
        }

        for (int i = 0; i < paths.Count; i++)
        {
            string file = set.Format.FileNames[i], path = paths[i];
            byte[] bytes = FileBytes.Read(path, IdxFile.MostBytes);
            string stored = Digest(bytes);
            string content = Gzip.IsGzip(bytes) ? Digest(Gzip.Decompress(bytes, path, IdxFile.MostBytes)) : stored;
            (string Set, string File)[] found = [.. _known[stored], .. _known[content]];
            bool isKnown = found.Length > 0;
            if (isKnown ? !found.Contains((set.Name, file)) : set.IsEmbedded)
            {
                throw new DatasetUnavailableException(
                    $"{path} is {(isKnown ? $"{found[0].File} of {found[0].Set}" : "not the published file")} "
                    + $"(SHA-256 {content[..16]}…); {file} of {set.Name} was asked for."
                    + (set.Format is IdxFormat ? $" Files of one's own are asked for as idx:{Path.GetDirectoryName(path)}." : ""));
            }

            if (!isKnown && set.Contents.Count > 0)
            {
                progress?.Report($"{path} is not the {file} that was published as {set.Name} (SHA-256 {content[..16]}…): taken as it is.");
            }
        }
    }

    // The files of the others have names of their own, and more than their bytes to be told by.
    private static bool IsTold(KnownDataset set) => set.Format is IdxFormat or SvhnFormat;

    private static string Plain(string archive) => archive.EndsWith(".gz", StringComparison.Ordinal) ? archive[..^3] : archive;

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
