using System.Buffers.Binary;
using System.IO.Compression;
using ICSharpCode.SharpZipLib.Checksum;

namespace VaeSharp.Data;

/// <summary>Reads gzip files of exactly one member into memory that is bounded beforehand.</summary>
/// <remarks>Format: RFC 1952. The .NET stream accepts further members and trailing bytes; this does not.</remarks>
public static class Gzip
{
    private const int TrailerLength = 8;
    private const int MostExpansion = 1032; // of deflate: 258 bytes from two bits

    /// <summary>Whether the bytes begin as a gzip file does.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes is [0x1f, 0x8b, ..];

    /// <summary>The content of a gzip file, its checksum and length verified.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="limit">The most bytes that the content may have.</param>
    /// <exception cref="DataFormatException">
    /// Not gzip, damaged, cut off, longer than <paramref name="limit"/>, or followed by anything.
    /// </exception>
    public static byte[] Decompress(byte[] bytes, string file, int limit) =>
        Decompress(bytes, file, limit, headerLength: 0).Body;

    /// <summary>The same, its first bytes apart: then the rest need not be copied.</summary>
    internal static IdxContent Decompress(byte[] bytes, string file, int limit, int headerLength)
    {
        int start = HeaderLength(bytes, file);
        if (bytes.Length < start + TrailerLength + 1)
        {
            throw new DataFormatException(file, bytes.Length, "the end", "compressed data and an 8-byte trailer");
        }
        int end = bytes.Length - TrailerLength;
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end));
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end + 4));
        long most = Math.Min(limit, (long)MostExpansion * (end - start));
        if (length > most)
        {
            throw new DataFormatException(file, end + 4, $"a content of {length} bytes", $"at most {most}");
        }
        var header = new byte[Math.Min(length, headerLength)];
        var body = new byte[length - header.Length];
        Inflate(bytes, start, end, header, body, file);
        var actual = new Crc32();
        actual.Update(header);
        actual.Update(body);
        if ((uint)actual.Value != checksum)
        {
            throw new DataFormatException(
                file, end, $"the CRC-32 {checksum:x8}", $"{actual.Value:x8}, the content's own");
        }
        return new(header, body);
    }

    private static void Inflate(byte[] bytes, int start, int end, byte[] header, byte[] body, string file)
    {
        using var source = new LastByteApartStream(bytes, start, end);
        using var deflate = new DeflateStream(source, CompressionMode.Decompress);
        try
        {
            int length = header.Length + body.Length;
            int read = deflate.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            read += deflate.ReadAtLeast(body, body.Length, throwOnEndOfStream: false);
            if (read < length || deflate.ReadByte() >= 0)
            {
                string found = read < length ? $"{read} bytes of content" : "more content";
                throw new DataFormatException(file, end + 4, found, $"{length} bytes, as the trailer says");
            }
        }
        catch (InvalidDataException damaged)
        {
            throw new DataFormatException(
                file, source.Position, "damaged or cut-off compressed data", "a deflate stream", damaged);
        }
        if (!source.LastByteWasRead)
        {
            throw new DataFormatException(
                file, source.Position, "bytes after the first member", "one gzip member and nothing after it");
        }
    }

    private static int HeaderLength(ReadOnlySpan<byte> bytes, string file)
    {
        const int fixedLength = 10;
        if (!IsGzip(bytes) || bytes.Length < fixedLength || bytes[2] != 8)
        {
            throw new DataFormatException(file, 0, "no gzip header", "1f 8b 08 and seven bytes more");
        }
        byte flags = bytes[3];
        if ((flags & 0xe0) != 0)
        {
            throw new DataFormatException(file, 3, $"reserved flags {flags:x2}", "flags below 20");
        }
        int position = fixedLength;
        if ((flags & 4) != 0) // an extra field, its length first
        {
            position += 2 + (bytes.Length < position + 2
                ? bytes.Length
                : BinaryPrimitives.ReadUInt16LittleEndian(bytes[position..]));
        }
        for (int texts = ((flags >> 3) & 1) + ((flags >> 4) & 1); texts > 0; texts--) // name, comment
        {
            int length = position < bytes.Length ? bytes[position..].IndexOf((byte)0) : -1;
            position = length < 0 ? bytes.Length : position + length + 1;
        }
        return position + (flags & 2); // a checksum of the header
    }
}
