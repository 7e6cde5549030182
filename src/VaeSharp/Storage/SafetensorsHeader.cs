using System.Text.Json;
using System.Text.Unicode;

namespace VaeSharp.Storage;

/// <summary>Reads the JSON header of a safetensors file, trusting none of it.</summary>
/// <remarks>
/// The rules are the reference reader's (github.com/huggingface/safetensors, src/tensor.rs), and stricter: duplicate
/// and unknown keys are refused, and entries and dimensions are bounded. A token reader is used, not a document tree,
/// so that a hostile header costs no more memory than its own length.
/// </remarks>
internal sealed class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";
    public const long MaximumBytes = 100_000_000;
    public const int MaximumEntries = 10_000;
    public const int MaximumRank = 64;

    private readonly string _file;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorEntry> _entries = new(StringComparer.Ordinal);

    private SafetensorsHeader(string file) => _file = file;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <param name="file">Named in errors.</param>
    /// <param name="json">The header, as long as the file says.</param>
    /// <param name="dataLength">Bytes of the file behind the header.</param>
    public static SafetensorsHeader Parse(string file, ReadOnlySpan<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader(file);
        if (!Utf8.IsValid(json))
        {
            throw header.Fault("a header that is not UTF-8", "UTF-8 JSON");
        }

        try
        {
            // Root object, entry object, array: no honest header is deeper than three.
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 3 });
            header.ReadRoot(ref reader);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new StorageFormatException(
                file, $"a header that is not sound JSON ({error.Message})", "a JSON object of tensors", error);
        }

        header.DemandContiguous(dataLength);
        return header;
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        bool metadataSeen = false;
        reader.Read();
        Demand(ref reader, JsonTokenType.StartObject, "the header");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            Demand(ref reader, JsonTokenType.StartObject, $"key '{name}'");
            if (name == MetadataKey)
            {
                if (metadataSeen)
                {
                    throw Fault($"key '{name}' twice", "each key once");
                }

                metadataSeen = true;
                ReadMetadata(ref reader);
                continue;
            }

            if (_entries.Count == MaximumEntries)
            {
                throw Fault($"more than {MaximumEntries} tensors", $"at most {MaximumEntries}");
            }

            if (!_entries.TryAdd(name, ReadEntry(ref reader, name)))
            {
                throw Fault($"tensor '{name}' twice", "each name once");
            }
        }

        reader.Read(); // padding is fine, anything else behind the object throws
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Demand(ref reader, JsonTokenType.String, $"{MetadataKey} '{key}'");
            if (!_metadata.TryAdd(key, reader.GetString()!))
            {
                throw Fault($"{MetadataKey} '{key}' twice", "each key once");
            }
        }
    }

    private TensorEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        TensorDType? dtype = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            bool seen = key switch
            {
                "dtype" => dtype is not null,
                "shape" => shape is not null,
                "data_offsets" => offsets is not null,
                _ => throw Fault($"tensor '{name}' with the key '{key}'", "only dtype, shape and data_offsets"),
            };
            if (seen)
            {
                throw Fault($"tensor '{name}' with '{key}' twice", "each key once");
            }

            reader.Read();
            if (key == "dtype")
            {
                dtype = ReadDType(ref reader, name);
            }
            else if (key == "shape")
            {
                shape = ReadNumbers(ref reader, name, key);
            }
            else
            {
                offsets = ReadNumbers(ref reader, name, key);
            }
        }

        if (dtype is null || shape is null || offsets is not [long begin, long end])
        {
            throw Fault($"tensor '{name}' without a whole description", "dtype, shape and two data_offsets");
        }

        return Entry(name, dtype.Value, shape, begin, end);
    }

    private TensorEntry Entry(string name, TensorDType dtype, long[] shape, long begin, long end)
    {
        string description = $"{dtype.HeaderName()} of shape [{string.Join(", ", shape)}]";
        if (begin > end)
        {
            throw Fault($"tensor '{name}' from byte {begin} to {end}", "an end not before the beginning");
        }

        long length = dtype.ByteCount(shape)
            ?? throw Fault($"tensor '{name}', {description}", "a size below 2^63 bytes");
        if (end - begin != length)
        {
            throw Fault($"tensor '{name}' of {end - begin} bytes", $"{length} bytes, for {description}");
        }

        return new TensorEntry(name, dtype, shape, begin, length);
    }

    private TensorDType ReadDType(ref Utf8JsonReader reader, string name)
    {
        Demand(ref reader, JsonTokenType.String, $"dtype of '{name}'");
        string text = reader.GetString()!;
        if (TensorDTypes.TryParse(text, out TensorDType dtype))
        {
            return dtype;
        }

        string known = string.Join(", ", Enum.GetValues<TensorDType>().Select(value => value.HeaderName()));
        throw Fault($"tensor '{name}' of type '{text}'", $"one of {known}");
    }

    private long[] ReadNumbers(ref Utf8JsonReader reader, string name, string key)
    {
        Demand(ref reader, JsonTokenType.StartArray, $"{key} of '{name}'");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Demand(ref reader, JsonTokenType.Number, $"{key} of '{name}'");
            if (!reader.TryGetInt64(out long number) || number < 0)
            {
                throw Fault($"a number in {key} of '{name}' that is not a count", "whole numbers from 0 to 2^63-1");
            }

            if (numbers.Count == MaximumRank)
            {
                throw Fault($"more than {MaximumRank} numbers in {key} of '{name}'", $"at most {MaximumRank}");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>Every byte belongs to exactly one tensor; empty tensors lie on a boundary between others.</summary>
    private void DemandContiguous(long dataLength)
    {
        long next = 0;
        foreach (TensorEntry entry in _entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.Length))
        {
            if (entry.Offset != next)
            {
                throw Fault($"tensor '{entry.Name}' at byte {entry.Offset}", $"byte {next}: no holes, no overlap");
            }

            next = entry.Offset + entry.Length;
        }

        if (next != dataLength)
        {
            throw Fault($"{dataLength} bytes of data", $"{next}, the sum of all tensors (cut off, or something appended)");
        }
    }

    private void Demand(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw Fault($"{what} as {reader.TokenType}", $"{type}");
        }
    }

    private StorageFormatException Fault(string found, string expected) => new(_file, found, expected);
}
