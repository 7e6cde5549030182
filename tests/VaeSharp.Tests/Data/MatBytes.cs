using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VaeSharp.Tests.Data;

/// <summary>MAT-files of version 5, written from the format's description.</summary>
internal static class MatBytes
{
    public const int UnsignedByte = 2;
    public const int Double = 9;

    /// <summary>A header of text, version and byte order, then elements.</summary>
    public static byte[] File(params byte[][] elements) =>
    [
        .. Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, written by a test".PadRight(116)), .. new byte[8], 0, 1, .. "IM"u8,
        .. elements.SelectMany(element => element),
    ];

    /// <summary>An array of class <paramref name="kind"/> (9 is uint8, 6 is double) with values of a stored type.</summary>
    public static byte[] Array(string name, int[] dimensions, int type, byte[] values, byte kind = 9, byte flags = 0)
    {
        byte[] content =
        [
            .. Element(6, [kind, flags, 0, 0, 0, 0, 0, 0]), .. Element(5, [.. dimensions.SelectMany(Word)]),
            .. Element(1, Encoding.ASCII.GetBytes(name)), .. Element(type, values),
        ];
        return [.. Word(14), .. Word(content.Length), .. content];
    }

    /// <summary>The same as an element of zlib's format.</summary>
    public static byte[] Compressed(byte[] element)
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(element);
        }

        return [.. Word(15), .. Word((int)stream.Length), .. stream.ToArray()];
    }

    public static byte[] Doubles(params double[] values)
    {
        var bytes = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), values[i]);
        }

        return bytes;
    }

    public static byte[] Word(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    // Up to four bytes stand within the tag; longer ones are filled up to eight.
    private static byte[] Element(int type, byte[] data) => data.Length is > 0 and <= 4
        ? [.. Word((data.Length << 16) | type), .. data, .. new byte[4 - data.Length]]
        : [.. Word(type), .. Word(data.Length), .. data, .. new byte[-data.Length & 7]];
}
