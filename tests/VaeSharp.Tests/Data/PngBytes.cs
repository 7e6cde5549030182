using System.Buffers.Binary;
using System.IO.Compression;

namespace VaeSharp.Tests.Data;

/// <summary>PNG files, written from the format's description (ISO/IEC 15948): any colour type and depth, no filters.</summary>
internal static class PngBytes
{
    public const byte Grey = 0;
    public const byte Colour = 2;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;
    public const byte ColourAlpha = 6;

    /// <param name="width">Pixels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="type">One of the colour types.</param>
    /// <param name="depth">Bits a value.</param>
    /// <param name="values">Row after row, all values of a pixel together.</param>
    /// <param name="chunks">Before the pixels, such as PLTE and tRNS.</param>
    public static byte[] File(int width, int height, byte type, byte depth, int[] values, params (string Name, byte[] Data)[] chunks)
    {
        int perRow = values.Length / height;
        byte[] rows = [.. Enumerable.Range(0, height).SelectMany(y => Row(values.AsSpan(y * perRow, perRow), depth))];
        return
        [
            0x89, .. "PNG\r\n\u001a\n"u8,
            .. Chunk("IHDR", [.. Word(width), .. Word(height), depth, type, 0, 0, 0]), .. chunks.SelectMany(c => Chunk(c.Name, c.Data)),
            .. Chunk("IDAT", Deflated(rows)), .. Chunk("IEND", []),
        ];
    }

    /// <summary>A number of 16 bits, big-endian.</summary>
    public static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Row(ReadOnlySpan<int> values, byte depth)
    {
        var row = new byte[1 + ((values.Length * depth) + 7) / 8]; // the filter comes first: none
        for (int i = 0; i < values.Length; i++)
        {
            if (depth == 16)
            {
                Short(values[i]).CopyTo(row, 1 + (2 * i));
            }
            else
            {
                int bit = i * depth;
                row[1 + (bit / 8)] |= (byte)(values[i] << (8 - depth - (bit % 8)));
            }
        }

        return row;
    }

    private static byte[] Deflated(byte[] rows)
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        return stream.ToArray();
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(name), .. data];
        uint crc = uint.MaxValue;
        foreach (byte value in named)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return [.. Word(data.Length), .. named, .. Word((int)~crc)];
    }

    private static byte[] Word(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
