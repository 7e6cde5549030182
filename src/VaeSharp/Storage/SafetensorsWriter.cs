using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace VaeSharp.Storage;

/// <summary>Lays tensors out as a safetensors file: equal input gives equal bytes.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    public static void Write(
        Stream stream, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        if (tensors.Count > SafetensorsHeader.MaximumEntries)
        {
            throw new ArgumentException($"{tensors.Count} tensors; at most {SafetensorsHeader.MaximumEntries}.");
        }

        // As the reference: wide types first, so that each tensor lies at a multiple of its element size.
        TensorSource[] ordered = [.. tensors.OrderByDescending(t => t.DType).ThenBy(t => t.Name, StringComparer.Ordinal)];
        DemandNames(ordered);
        long[] lengths = [.. ordered.Select(LengthOf)];

        byte[] header = Header(ordered, lengths, metadata);
        Span<byte> size = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(size, (ulong)header.Length);
        stream.Write(size);
        stream.Write(header);
        for (int i = 0; i < ordered.Length; i++)
        {
            WriteTensor(stream, ordered[i], lengths[i]);
        }
    }

    private static byte[] Header(
        TensorSource[] tensors, long[] lengths, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                WriteMetadata(json, metadata);
            }

            long offset = 0;
            for (int i = 0; i < tensors.Length; i++)
            {
                WriteEntry(json, tensors[i], offset, offset + lengths[i]);
                offset = checked(offset + lengths[i]);
            }

            json.WriteEndObject();
        }

        int padding = (Alignment - buffer.WrittenCount % Alignment) % Alignment;
        buffer.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
        if (buffer.WrittenCount > SafetensorsHeader.MaximumBytes)
        {
            throw new ArgumentException(
                $"The header takes {buffer.WrittenCount} bytes; at most {SafetensorsHeader.MaximumBytes}.");
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            WellFormedText.Demand(key, "metadata key");
            WellFormedText.Demand(value, $"metadata '{key}'");
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorSource tensor, long begin, long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.DType.HeaderName());
        json.WriteStartArray("shape");
        foreach (long dimension in tensor.Shape)
        {
            json.WriteNumberValue(dimension);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTensor(Stream stream, TensorSource tensor, long length)
    {
        var metered = new MeteredStream(stream, length);
        tensor.Write(metered);
        if (metered.Length != length)
        {
            throw new ArgumentException(
                $"Tensor '{tensor.Name}': {metered.Length} bytes were written; {Describe(tensor)} needs {length}.");
        }
    }

    private static long LengthOf(TensorSource tensor)
    {
        if (tensor.Shape.Length > SafetensorsHeader.MaximumRank)
        {
            throw new ArgumentException(
                $"Tensor '{tensor.Name}' has {tensor.Shape.Length} dimensions; at most {SafetensorsHeader.MaximumRank}.");
        }

        return tensor.DType.ByteCount(tensor.Shape) ?? throw new ArgumentException(
            $"Tensor '{tensor.Name}': {Describe(tensor)} is negative or too large.");
    }

    private static void DemandNames(TensorSource[] tensors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.MetadataKey };
        foreach (TensorSource tensor in tensors)
        {
            WellFormedText.Demand(tensor.Name, "tensor name");
            if (!seen.Add(tensor.Name))
            {
                throw new ArgumentException($"Tensor name '{tensor.Name}' is taken; each must be unique.");
            }
        }
    }

    private static string Describe(TensorSource tensor) =>
        $"{tensor.DType.HeaderName()} of shape [{string.Join(", ", tensor.Shape)}]";
}
