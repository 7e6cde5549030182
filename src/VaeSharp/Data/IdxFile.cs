using System.Buffers.Binary;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>The IDX format of MNIST and its kin: a big-endian header, then unsigned bytes, or other numbers that fit into these.</summary>
/// <remarks>Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".</remarks>
internal static class IdxFile
{
    /// <summary>The most bytes a file may have, compressed or not.</summary>
    public const int MostBytes = 1 << 30;

    internal const int ImagesHeader = 16; // magic, count, rows, columns
    internal const int LabelsHeader = 8; // magic, count

    private const int ImagesRank = 3; // the last byte of the magic number
    private const int LabelsRank = 1;

    /// <summary>Reads grey images: magic, count, rows, columns, pixels.</summary>
    /// <param name="bytes">The whole file, decompressed.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="DataFormatException">The file is not exactly what its header says.</exception>
    public static PixelBlock ReadImages(ReadOnlySpan<byte> bytes, string file)
    {
        int header = Math.Min(bytes.Length, ImagesHeader);
        return ReadImages(new IdxContent(bytes[..header].ToArray(), bytes[header..].ToArray()), file);
    }

    /// <summary>Reads labels: magic, count, one byte each.</summary>
    /// <param name="bytes">The whole file, decompressed.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="classes">Every label must be below this; at most 256.</param>
    /// <exception cref="DataFormatException">The file is not what its header says, or a label is too large.</exception>
    public static byte[] ReadLabels(ReadOnlySpan<byte> bytes, string file, int classes = 10)
    {
        int header = Math.Min(bytes.Length, LabelsHeader);
        return ReadLabels(new IdxContent(bytes[..header].ToArray(), bytes[header..].ToArray()), file, classes);
    }

    /// <summary>How many bytes a file's content has, by what its header or its compressed trailer says.</summary>
    /// <exception cref="DataFormatException">The file cannot have that: before any more of it is read.</exception>
    internal static long ContentLength(string path, bool images)
    {
        DiskEntry.DemandReadable(path);
        using FileStream stream = File.OpenRead(path);
        var header = new byte[ImagesHeader];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (Gzip.IsGzip(header) && stream.Length >= ImagesHeader)
        {
            var trailer = new byte[Gzip.TrailerLength];
            stream.Position = stream.Length - trailer.Length;
            stream.ReadExactly(trailer);
            long content = Gzip.ContentLength(stream.Length, trailer, path, MostBytes);
            if (!MayHold(content))
            {
                stream.Position = 0;
                content = Gzip.Count(stream, path, MostBytes); // the trailer was that of the last of several members
            }

            return MayHold(content)
                ? content
                : throw new DataFormatException(
                    path, stream.Length - 4, $"a content of {content} bytes", $"about the {stream.Length} of the file");
        }

        // Deflate makes nothing much longer: a file that is was padded.
        bool MayHold(long content) => stream.Length <= content + (content / 100) + (1 << 16);

        IdxElement element = images
            ? ReadMagic(header[..read], path, ImagesRank, ImagesHeader)
            : ReadMagic(header[..read], path, LabelsRank, LabelsHeader);
        UInt128 values = (uint)ReadDimension(header, 4, path, images ? "images" : "labels");
        if (images)
        {
            values = values * (uint)ReadDimension(header, 8, path, "rows") * (uint)ReadDimension(header, 12, path, "columns");
        }

        UInt128 length = (UInt128)(images ? ImagesHeader : LabelsHeader) + (values * (uint)element.Bytes);
        return length == (UInt128)stream.Length && length <= MostBytes
            ? stream.Length
            : throw new DataFormatException(path, 4, $"{stream.Length} bytes", "as many as the header says");
    }

    /// <summary>Takes the content's body as pixels.</summary>
    internal static PixelBlock ReadImages(IdxContent content, string file)
    {
        IdxElement element = ReadMagic(content.Header, file, ImagesRank, ImagesHeader);
        int count = ReadDimension(content.Header, 4, file, "images");
        int rows = ReadDimension(content.Header, 8, file, "rows");
        int columns = ReadDimension(content.Header, 12, file, "columns");
        int length = content.Body.Length;
        long perImage = (long)rows * columns;
        // In this order nothing overflows 64 bits.
        if (perImage > length || perImage * count > length || perImage * count * element.Bytes != length)
        {
            throw new DataFormatException(
                file, ImagesHeader, $"{length} bytes of pixels", $"{count} images of {rows}×{columns} {element.Name}");
        }

        return new(new ImageShape(1, rows, columns), count, element.Pixels(content.Body, file, ImagesHeader));
    }

    /// <summary>Takes the content's body as labels.</summary>
    internal static byte[] ReadLabels(IdxContent content, string file, int classes)
    {
        IdxElement element = ReadMagic(content.Header, file, LabelsRank, LabelsHeader);
        int count = ReadDimension(content.Header, 4, file, "labels");
        if ((long)count * element.Bytes != content.Body.Length)
        {
            throw new DataFormatException(
                file, LabelsHeader, $"{content.Body.Length} bytes of labels", $"{count} {element.Name}");
        }

        byte[] labels = element.Labels(content.Body, file, LabelsHeader);
        int wrong = classes > byte.MaxValue ? -1 : labels.AsSpan().IndexOfAnyInRange((byte)classes, byte.MaxValue);
        return wrong < 0
            ? labels
            : throw new DataFormatException(
                file, LabelsHeader + ((long)wrong * element.Bytes), $"the label {labels[wrong]}", $"less than {classes}");
    }

    private static IdxElement ReadMagic(byte[] header, string file, int rank, int headerLength)
    {
        if (header.Length < headerLength)
        {
            throw new DataFormatException(file, 0, $"{header.Length} bytes", $"a header of {headerLength} bytes");
        }

        uint magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        string dimensions = rank == LabelsRank ? "1 dimension" : $"{rank} dimensions";
        return (magic & 0xFF) == rank && IdxElement.Of(magic) is { } element
            ? element
            : throw new DataFormatException(
                file, 0, InWords(magic, header), $"{0x800 + rank:x8} (unsigned bytes in {dimensions}) or other numbers in {dimensions}");
    }

    private static int ReadDimension(byte[] header, int offset, string file, string what)
    {
        int value = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(offset));
        return value > 0
            ? value
            : throw new DataFormatException(file, offset, $"{(uint)value} {what}", "1 to 2147483647");
    }

    private static string InWords(uint magic, byte[] header)
    {
        if (FileBytes.IsWebPage(header))
        {
            return FileBytes.WebPage;
        }

        string? other = header switch
        {
            [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive",
            [0x1f, 0x8b, ..] => "gzip data within gzip data",
            [(byte)'B', (byte)'Z', (byte)'h', ..] => "bzip2 data",
            [0xFD, (byte)'7', (byte)'z', (byte)'X', ..] => "xz data",
            _ => null,
        };
        if (other is not null)
        {
            return $"{other} (unpack it)";
        }

        string? type = IdxElement.Of(magic)?.Name;
        return $"the magic number {magic:x8}{(type is null ? "" : $" ({type} in {magic & 0xFF} dimensions)")}";
    }
}
