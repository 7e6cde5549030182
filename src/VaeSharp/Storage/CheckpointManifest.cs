using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace VaeSharp.Storage;

/// <summary>One file of a checkpoint, as its manifest lists it.</summary>
/// <param name="Name">A plain name in the checkpoint's directory.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record CheckpointFile(string Name, long Size, string Sha256);

/// <summary>The file <c>manifest.json</c>: what a checkpoint consists of. Written last, read first.</summary>
internal sealed record CheckpointManifest(
    IReadOnlyList<CheckpointFile> Files, IReadOnlyDictionary<string, string> Properties)
{
    public const string FileName = "manifest.json";
    public const int Version = 1;
    public const int MaximumFiles = 256;
    public const int MaximumBytes = 1 << 20;

    /// <summary>The manifest's bytes, which end with a digest of everything before.</summary>
    public byte[] ToJson()
    {
        byte[] json = ToJson(Digest());
        return json.Length <= MaximumBytes
            ? json
            : throw new ArgumentException($"The manifest takes {json.Length} bytes; at most {MaximumBytes}.");
    }

    /// <exception cref="StorageFormatException">Not a manifest, damaged, or of a newer version.</exception>
    public static CheckpointManifest Parse(string file, ReadOnlyMemory<byte> json)
    {
        var reader = new ManifestReader(file);
        (CheckpointManifest manifest, string digest) = reader.Read(json);
        string actual = manifest.Digest();
        return actual == digest
            ? manifest
            : throw new StorageFormatException(file, $"content of SHA-256 {actual}", $"{digest}, as the file itself says");
    }

    private string Digest() => Convert.ToHexStringLower(SHA256.HashData(ToJson(digest: null)));

    private byte[] ToJson(string? digest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("files");
            foreach (CheckpointFile file in Files.OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("name", file.Name);
                json.WriteNumber("size", file.Size);
                json.WriteString("sha256", file.Sha256);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("properties");
            foreach ((string key, string value) in Properties.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            if (digest is not null)
            {
                json.WriteString("sha256", digest);
            }

            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}
