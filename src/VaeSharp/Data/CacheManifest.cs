using System.Security.Cryptography;
using System.Text.Json;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>
/// The lengths and digests of a data set's decoded files, written after them: where it lies, they are whole, and
/// each load compares them anew.
/// </summary>
/// <param name="Files">The decoded files.</param>
internal sealed record CacheManifest(IReadOnlyList<CacheManifest.Entry> Files)
{
    private const string FileName = "manifest.json";
    private const int MostBytes = 1 << 16;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Where the manifest of a directory lies.</summary>
    public static string PathIn(string directory) => Path.Combine(directory, FileName);

    /// <summary>Reads the manifest of a directory.</summary>
    /// <exception cref="DataFormatException">It is malformed.</exception>
    public static CacheManifest Load(string directory)
    {
        string path = PathIn(directory);
        byte[] bytes = FileBytes.Read(path, MostBytes);
        try
        {
            CacheManifest? manifest = JsonSerializer.Deserialize<CacheManifest>(bytes, Options);
            if (manifest?.Files is { } files && files.All(file => file is { Name: not null, Sha256: not null }))
            {
                return manifest;
            }
        }
        catch (JsonException damaged)
        {
            throw new DataFormatException(path, 0, $"no manifest ({damaged.Message})", "names and digests", damaged);
        }

        throw new DataFormatException(path, 0, "no manifest", "names and digests");
    }

    /// <summary>Writes the manifest of a directory.</summary>
    public void Save(string directory) =>
        AtomicFile.WriteText(PathIn(directory), JsonSerializer.Serialize(this, Options) + "\n");

    /// <summary>What a file of this content is recorded as.</summary>
    public static Entry Describe(string name, byte[] content) =>
        new(name, content.LongLength, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>The bytes of a file, compared with what is recorded.</summary>
    /// <exception cref="DataFormatException">They differ, or the file is not recorded.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public byte[] Read(string path)
    {
        string name = Path.GetFileName(path);
        Entry entry = Files.FirstOrDefault(file => file.Name == name)
            ?? throw new DataFormatException(path, 0, "a file that the manifest does not name", "a named one");
        long length = new FileInfo(path).Length;
        if (length != entry.Bytes || length > IdxFile.MostBytes)
        {
            throw new DataFormatException(path, Math.Min(length, entry.Bytes), $"{length} bytes", $"{entry.Bytes}");
        }

        DiskEntry.DemandReadable(path);
        byte[] content = File.ReadAllBytes(path);
        string digest = Describe(name, content).Sha256;
        return digest == entry.Sha256
            ? content
            : throw new DataFormatException(path, 0, $"content with SHA-256 {digest}", entry.Sha256);
    }

    /// <summary>One decoded file.</summary>
    internal sealed record Entry(string Name, long Bytes, string Sha256);
}
