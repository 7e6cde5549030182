using System.Text.Json;

namespace VaeSharp.Storage;

/// <summary>Reads a manifest, trusting none of it.</summary>
internal sealed class ManifestReader(string file)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    public (CheckpointManifest Manifest, string Digest) Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            return Read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new StorageFormatException(
                file, $"no sound JSON ({error.Message})", "a checkpoint's manifest", error);
        }
    }

    private (CheckpointManifest, string) Read(JsonElement root)
    {
        DemandVersion(root);
        DemandKeys(root, "the manifest", ["version", "files", "properties", "sha256"]);
        List<CheckpointFile> files = [.. Property(root, "files", JsonValueKind.Array).EnumerateArray().Select(ReadFile)];
        if (files.Count > CheckpointManifest.MaximumFiles)
        {
            throw Fault($"{files.Count} files", $"at most {CheckpointManifest.MaximumFiles}");
        }

        string? twice = files.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw Fault($"the file '{twice}' twice", "each once");
        }

        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in Property(root, "properties", JsonValueKind.Object).EnumerateObject())
        {
            properties.Add(property.Name, Text(property.Value, $"property '{property.Name}'"));
        }

        return (new CheckpointManifest(files, properties), ReadDigest(root));
    }

    /// <summary>Checked first: of a newer file nothing else may be as we know it.</summary>
    private void DemandVersion(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Fault($"{root.ValueKind}", "a JSON object");
        }

        if (!Property(root, "version", JsonValueKind.Number).TryGetInt32(out int version) || version < 1)
        {
            throw Fault("a version that is no positive whole number", $"version {CheckpointManifest.Version}");
        }

        if (version == CheckpointManifest.Version)
        {
            return;
        }

        throw new StorageFormatException(
            file,
            $"checkpoint format version {version}",
            $"version {CheckpointManifest.Version}; upgrade VaeSharp to the version that wrote it, or a later one")
        {
            IsNewerFormat = true,
        };
    }

    private CheckpointFile ReadFile(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Fault($"{element.ValueKind} in files", "an object");
        }

        DemandKeys(element, "a file", ["name", "size", "sha256"]);
        string name = Text(Property(element, "name", JsonValueKind.String), "name");
        if (!PlainName.IsPlain(name) || name.Equals(CheckpointManifest.FileName, StringComparison.OrdinalIgnoreCase))
        {
            throw Fault($"the file name '{name}'", PlainName.Rule);
        }

        if (!Property(element, "size", JsonValueKind.Number).TryGetInt64(out long size) || size < 0)
        {
            throw Fault($"no size of '{name}'", "a count of bytes");
        }

        return new CheckpointFile(name, size, ReadDigest(element));
    }

    private string ReadDigest(JsonElement element)
    {
        string digest = Text(Property(element, "sha256", JsonValueKind.String), "sha256");
        return digest.Length == 64 && digest.All(char.IsAsciiHexDigitLower)
            ? digest
            : throw Fault($"the digest '{digest}'", "64 lower-case hexadecimal digits");
    }

    private void DemandKeys(JsonElement element, string what, string[] known)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw Fault($"the key '{property.Name}' in {what}", string.Join(", ", known));
            }
        }
    }

    private JsonElement Property(JsonElement element, string name, JsonValueKind kind)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            throw Fault($"no '{name}'", $"{kind}");
        }

        return value.ValueKind == kind ? value : throw Fault($"'{name}' as {value.ValueKind}", $"{kind}");
    }

    private string Text(JsonElement element, string what) => element.ValueKind == JsonValueKind.String
        ? element.GetString()!
        : throw Fault($"{what} as {element.ValueKind}", "a string");

    private StorageFormatException Fault(string found, string expected) => new(file, found, expected);
}
