using System.Buffers.Binary;
using System.IO.Compression;

namespace VaeSharp.Data;

/// <summary>Reads gzip files, of one member or of several, into memory that is bounded beforehand.</summary>
/// <remarks>Format: RFC 1952. The stream verifies the checksum; the length in the trailer bounds what is read.</remarks>
internal static class Gzip
{
    internal const int TrailerLength = 8;
    private const int LeastBytes = 10 + 1 + TrailerLength;
    private const int MostExpansion = 1032; // of deflate: 258 bytes from two bits

    private static readonly byte[] SealText = [.. "the end of VaeSharp's gzip files"u8];
    private static readonly byte[] Seal = Sealed();

    /// <summary>Whether the bytes begin as a gzip file does.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes is [0x1f, 0x8b, ..];

    /// <summary>The content of a gzip file, its checksum and length verified.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="limit">The most bytes that the content may have.</param>
    /// <exception cref="DataFormatException">
    /// Not gzip, damaged, cut off, longer than <paramref name="limit"/>, or a member is of another length than its trailer says.
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
        return Read(bytes, file, length, headerLength)
            // The trailer was that of the last of several members, or a lie: counted without keeping anything.
            ?? Read(bytes, file, Count(new MemoryStream(bytes), file, limit), headerLength)
            ?? throw new DataFormatException(file, bytes.Length, "more content", "one whole gzip file");
    }

    /// <summary>How many bytes the members of a file have together; takes no memory.</summary>
    /// <exception cref="DataFormatException">It is damaged, cut off or longer than <paramref name="limit"/>.</exception>
    internal static long Count(Stream compressed, string file, int limit) => Guarded(file, () =>
    {
        // The reader is silent about a file that ends too early. A member of our own behind it is found only after a whole one.
        using var chained = new ChainedStream(compressed, Seal);
        using var gzip = new GZipStream(chained, CompressionMode.Decompress, leaveOpen: true);
        var block = new byte[1 << 16];
        int kept = 0; // of the last bytes, at the block's beginning
        long count = 0;
        for (int read; (read = gzip.Read(block.AsSpan(kept))) > 0;)
        {
            count += read;
            if (count > (long)limit + SealText.Length)
            {
                throw new DataFormatException(file, 0, "more content", $"at most {limit} bytes, decompressed");
            }

            int next = Math.Min(kept + read, SealText.Length);
            block.AsSpan(kept + read - next, next).CopyTo(block);
            kept = next;
        }

        return block.AsSpan(0, kept).SequenceEqual(SealText)
            ? count - SealText.Length
            : throw new InvalidDataException("The file ends too early, or in something else.");
    });

    // Null where there is more than that.
    private static (byte[] Header, byte[] Body)? Read(byte[] bytes, string file, long length, int headerLength) => Guarded(file, () =>
    {
        var header = new byte[Math.Min(length, headerLength)];
        var body = new byte[length - header.Length];
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        int read = gzip.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        read += gzip.ReadAtLeast(body, body.Length, throwOnEndOfStream: false);
        return read < length
            ? throw new DataFormatException(
                file, bytes.Length - 4, $"{read} bytes of content", $"{length} bytes, as the trailer says")
            : gzip.ReadByte() >= 0 ? ((byte[] Header, byte[] Body)?)null : (header, body);
    });

    private static T Guarded<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException damaged)
        {
            throw new DataFormatException(
                file, 0, "compressed data that are damaged or cut off", "a whole gzip file: download it again", damaged);
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
        long most = Math.Min(limit, MostContent(fileLength - LeastBytes + 1));
        return length <= most
            ? length
            : throw new DataFormatException(
                file, fileLength - 4, $"an end that tells of {length} bytes, where there can be {most}: cut off or damaged",
                "a whole gzip file: download it again");
    }

    /// <summary>The most bytes that so many of deflate can expand to.</summary>
    internal static long MostContent(long compressed) => MostExpansion * compressed;

    private static byte[] Sealed()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(SealText);
        }

        return stream.ToArray();
    }
}
