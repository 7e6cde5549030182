using System.Buffers.Binary;
using System.Text;

namespace VaeSharp.Tests.Export;

/// <summary>An event as a reader sees it that knows only the published formats, none of the library's code.</summary>
internal sealed record PlainEvent(
    double WallTime, long Step, string FileVersion, string Tag, float Value, long Height, long Width, byte[] Png)
{
    /// <summary>Of the plugin that shows it; empty for curves and pictures.</summary>
    public string Plugin { get; init; } = "";

    /// <summary>What the plugin reads.</summary>
    public byte[] PluginContent { get; init; } = [];
}

/// <summary>Reads TFRecords and the protobuf wire format byte by byte.</summary>
internal static class EventReading
{
    internal static List<PlainEvent> ReadAll(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        var events = new List<PlainEvent>();
        for (int at = 0; at < file.Length;)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)));
            RequireChecksum(file.AsSpan(at, 8), file.AsSpan(at + 8, 4));
            RequireChecksum(file.AsSpan(at + 12, length), file.AsSpan(at + 12 + length, 4));
            events.Add(Event(file.AsSpan(at + 12, length)));
            at += length + 16;
        }

        return events;
    }

    /// <summary>CRC-32C one bit at a time: the polynomial 0x1EDC6F41 with its bits reversed.</summary>
    internal static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }

    private static void RequireChecksum(ReadOnlySpan<byte> data, ReadOnlySpan<byte> stored)
    {
        uint crc = Crc32C(data);
        uint masked = unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
        if (BinaryPrimitives.ReadUInt32LittleEndian(stored) != masked)
        {
            throw new InvalidDataException("A checksum is wrong.");
        }
    }

    private static PlainEvent Event(ReadOnlySpan<byte> data)
    {
        Dictionary<int, byte[]> fields = Fields(data);
        Dictionary<int, byte[]> value = Fields(Fields(fields.GetValueOrDefault(5, [])).GetValueOrDefault(1, []));
        Dictionary<int, byte[]> image = Fields(value.GetValueOrDefault(4, []));
        Dictionary<int, byte[]> plugin = Fields(Fields(value.GetValueOrDefault(9, [])).GetValueOrDefault(1, []));
        return new PlainEvent(
            BitConverter.ToDouble(fields.GetValueOrDefault(1, new byte[8])),
            BitConverter.ToInt64(fields.GetValueOrDefault(2, new byte[8])),
            Encoding.UTF8.GetString(fields.GetValueOrDefault(3, [])),
            Encoding.UTF8.GetString(value.GetValueOrDefault(1, [])),
            BitConverter.ToSingle(value.GetValueOrDefault(2, new byte[4])),
            BitConverter.ToInt64(image.GetValueOrDefault(1, new byte[8])),
            BitConverter.ToInt64(image.GetValueOrDefault(2, new byte[8])),
            image.GetValueOrDefault(4, []))
        {
            Plugin = Encoding.UTF8.GetString(plugin.GetValueOrDefault(1, [])),
            PluginContent = plugin.GetValueOrDefault(2, []),
        };
    }

    /// <summary>The map of hyperparameters in a message HParamsPluginData; numbers, texts and switches as text.</summary>
    internal static SortedDictionary<string, string> Hyperparameters(byte[] content)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((int number, byte[] entry) in FieldList(Fields(content)[3]).Where(field => field.Number == 1))
        {
            Dictionary<int, byte[]> pair = Fields(entry);
            (int kind, byte[] value) = Fields(pair[2]).Single();
            found.Add(Encoding.UTF8.GetString(pair[1]), kind switch
            {
                2 => BitConverter.ToDouble(value).ToString(System.Globalization.CultureInfo.InvariantCulture),
                3 => Encoding.UTF8.GetString(value),
                4 => value[0] != 0 ? "true" : "false",
                _ => throw new InvalidDataException($"Field {kind} of a Value."),
            });
        }

        return found;
    }

    // Where a field is repeated, the last one counts.
    private static Dictionary<int, byte[]> Fields(ReadOnlySpan<byte> data)
    {
        var fields = new Dictionary<int, byte[]>();
        foreach ((int number, byte[] value) in FieldList(data))
        {
            fields[number] = value;
        }

        return fields;
    }

    private static List<(int Number, byte[] Value)> FieldList(ReadOnlySpan<byte> data)
    {
        var fields = new List<(int, byte[])>();
        while (!data.IsEmpty)
        {
            int key = (int)Varint(ref data);
            int length = (key & 7) switch
            {
                1 => 8,
                2 => (int)Varint(ref data),
                5 => 4,
                _ => 0,
            };
            fields.Add((key >> 3, (key & 7) == 0 ? BitConverter.GetBytes(Varint(ref data)) : data[..length].ToArray()));
            data = data[length..];
        }

        return fields;
    }

    private static long Varint(ref ReadOnlySpan<byte> data)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = data[0];
            data = data[1..];
            value |= (long)(next & 127) << shift;
            if (next < 128)
            {
                return value;
            }
        }
    }
}
