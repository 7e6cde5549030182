using System.Buffers.Binary;
using System.IO.Compression;

namespace VaeSharp.Data;

/// <summary>Reads gzip files of one member into memory that is bounded beforehand.</summary>
/// <remarks>Format: RFC 1952. The stream verifies the checksum; the length in the trailer bounds what is read.</remarks>
internal static class Gzip
{
    internal const int TrailerLength = 8;
    private const int LeastBytes = 10 + 1 + TrailerLength;
    private const int MostExpansion = 1032; // of deflate: 258 bytes from two bits

    /// <summary>Whether the bytes begin as a gzip file does.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes is [0x1f, 0x8b, ..];

    /// <summary>The content of a gzip file, its checksum and length verified.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="limit">The most bytes that the content may have.</param>
    /// <exception cref="DataFormatException">
    /// Not gzip, damaged, cut off, longer than <paramref name="limit"/>, or of another length than its trailer says.
    /// </exception>
    public static byte[] Decompress(byte[] bytes, string file, int limit) =>
        Decompress(bytes, file, limit, headerLength: 0).Body;

    /// <summary>The same, its first bytes apart: then the rest need not be copied.</summary>
    internal static (byte[] Header, byte[] Body) Decompress(byte[] bytes, string file, int limit, int headerLength)
    {
        if (!IsGzip(bytes) || bytes.Length < LeastBytes)
        {
            throw new DataFormatException(file, 0, $"{bytes.Length} bytes that are no gzip file", "1f 8b, compressed data and a trailer");
        }

        long length = ContentLength(bytes.Length, bytes.AsSpan(bytes.Length - TrailerLength), file, limit);
        var header = new byte[Math.Min(length, headerLength)];
        var body = new byte[length - header.Length];
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        try
        {
            int read = gzip.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            read += gzip.ReadAtLeast(body, body.Length, throwOnEndOfStream: false);
            if (read < length || gzip.ReadByte() >= 0)
            {
                string found = read < length ? $"{read} bytes of content" : "more content";
                throw new DataFormatException(file, bytes.Length - 4, found, $"{length} bytes, as the trailer says");
            }

            return (header, body);
        }
        catch (InvalidDataException damaged)
        {
            throw new DataFormatException(file, 0, "damaged or cut-off compressed data", "one whole gzip member", damaged);
        }
    }

    /// <summary>What a file's trailer says of its content, before any of it is read.</summary>
    /// <param name="fileLength">Of the compressed file; bytes.</param>
    /// <param name="trailer">Its last eight bytes.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="limit">The most bytes that the content may have.</param>
    /// <exception cref="DataFormatException">No such file can expand to that, or it is above the limit.</exception>
    internal static long ContentLength(long fileLength, ReadOnlySpan<byte> trailer, string file, int limit)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        long most = Math.Min(limit, MostExpansion * (fileLength - LeastBytes + 1));
        return length <= most
            ? length
            : throw new DataFormatException(file, fileLength - 4, $"a content of {length} bytes", $"at most {most}");
    }
}
