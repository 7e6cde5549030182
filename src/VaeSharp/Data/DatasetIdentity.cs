using System.Security.Cryptography;

namespace VaeSharp.Data;

/// <summary>Tells data that lie under the name of another data set, as far as digests are known.</summary>
internal static class DatasetIdentity
{
    /// <exception cref="DatasetUnavailableException">A file is that of another data set; or not that of the embedded one.</exception>
    public static void Demand(KnownDataset set, IReadOnlyList<KnownDataset> known, IReadOnlyList<string> paths)
    {
        if (set.Format is not IdxFormat)
        {
            return; // no two of the others have files of the same names
        }

        for (int i = 0; i < paths.Count; i++)
        {
            byte[] bytes = FileBytes.Read(paths[i], IdxFile.MostBytes);
            string stored = Digest(bytes), content = stored;
            if (Gzip.IsGzip(bytes))
            {
                content = Digest(Gzip.Decompress(bytes, paths[i], IdxFile.MostBytes));
            }

            string? other = known.FirstOrDefault(one => one.Archives.Any(archive => archive.Sha256 == stored))?.Name
                ?? (EmbeddedMnist.Digests.Values.Contains(content) ? "mnist" : null);
            bool wrong = set.IsEmbedded ? other != set.Name : other is not null && other != set.Name;
            if (wrong)
            {
                throw new DatasetUnavailableException(
                    $"{paths[i]} is {(other is null ? "not the published file" : $"that of {other}")} (SHA-256 {content[..16]}…); "
                    + $"{set.Name} was asked for. Files of one's own are asked for as idx:{Path.GetDirectoryName(paths[i])}.");
            }
        }
    }

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
