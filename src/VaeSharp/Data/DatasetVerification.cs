using System.Security.Cryptography;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>Compares the files of a data set with what is known of them.</summary>
internal static class DatasetVerification
{
    /// <summary>The files that the assembly carries.</summary>
    public static DatasetReport Embedded() => new(
        "mnist", "embedded", [.. EmbeddedMnist.Digests.Select(pair => Attempt(pair.Key, () =>
        {
            IdxContent content = EmbeddedMnist.Read(pair.Key); // fails unless it has the digest
            int length = content.Header.Length + content.Body.Length;
            return new FileReport(pair.Key, length, pair.Value, FileState.Verified, "has the published digest");
        }))]);

    /// <summary>The files that were fetched into the cache.</summary>
    public static DatasetReport Cached(KnownDataset known, string directory) => new(
        known.Name, directory, [.. known.Format.FileNames.Select(name => Attempt(Path.Combine(directory, name), () =>
        {
            string path = Path.Combine(directory, name);
            byte[] content = CacheManifest.Load(directory).Read(path);
            return Report(path, content, FileState.Verified, "has the digest recorded when it was fetched");
        }))]);

    /// <summary>The files of a user's own copy.</summary>
    public static DatasetReport Own(KnownDataset known, string directory) => new(
        known.Name, directory, [.. known.Format.FileNames.Select(name => Attempt(Path.Combine(directory, name), () =>
        {
            string path = known.Format.Find(directory, name) ?? Path.Combine(directory, name);
            known.Format.DemandLengths([path]);
            byte[] content = FileBytes.Read(path, IdxFile.MostBytes);
            known.Format.Check(name, content, path);
            string file = Path.GetFileName(path);
            string digest = CacheManifest.Describe(file, content).Sha256;
            return known.Archives.Any(archive => archive.Name == file && archive.Sha256 == digest)
                ? Report(path, content, FileState.Verified, "has the published digest")
                : Report(path, content, FileState.Unpinned, "format right; no published digest to compare with");
        }))]);

    /// <summary>A user's own archive, which is read as it is.</summary>
    public static DatasetReport Archive(KnownDataset known, string path) => new(
        known.Name, Path.GetDirectoryName(path)!, [Attempt(path, () =>
        {
            PublishedFile published = known.Archives[0];
            long length = new FileInfo(path).Length;
            if (Download.IsWhole(published, path))
            {
                return new(path, length, published.Sha256, FileState.Verified, "has the published digest");
            }

            UnpackedFile.ReadAll(known, path);
            using FileStream stream = File.OpenRead(path);
            string digest = Convert.ToHexStringLower(SHA256.HashData(stream));
            return new(path, length, digest, FileState.Unpinned, "format right; not the published archive");
        })]);

    private static FileReport Attempt(string path, Func<FileReport> read)
    {
        try
        {
            return read();
        }
        catch (DataFormatException damaged)
        {
            return Damaged(path, damaged.Message);
        }
        catch (IOException missing)
        {
            return new(path, 0, "", FileState.Missing, missing.Message);
        }
    }

    // Whatever lies there is read in parts, and not at all where it is no file or too long to be one of a data set.
    private static FileReport Damaged(string path, string note)
    {
        if (DiskEntry.KindOf(path) != EntryKind.File || new FileInfo(path).Length is var length && length > IdxFile.MostBytes)
        {
            return new(path, 0, "", FileState.Damaged, note);
        }

        using FileStream stream = File.OpenRead(path);
        return new(path, length, Convert.ToHexStringLower(SHA256.HashData(stream)), FileState.Damaged, note);
    }

    private static FileReport Report(string path, byte[] content, FileState state, string note) =>
        new(path, content.LongLength, Convert.ToHexStringLower(SHA256.HashData(content)), state, note);
}
