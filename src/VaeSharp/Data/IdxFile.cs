using System.Buffers.Binary;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>The IDX format of MNIST and its kin: a big-endian header, then unsigned bytes.</summary>
/// <remarks>Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".</remarks>
internal static class IdxFile
{
    /// <summary>The most bytes a file may have, compressed or not.</summary>
    public const int MostBytes = 1 << 30;

    internal const int ImagesHeader = 16; // magic, count, rows, columns
    internal const int LabelsHeader = 8; // magic, count

    private const uint ImagesMagic = 0x0000_0803; // unsigned bytes, three dimensions
    private const uint LabelsMagic = 0x0000_0801;

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

        ReadMagic(header[..read], path, images ? ImagesMagic : LabelsMagic, images ? ImagesHeader : LabelsHeader);
        long length = LabelsHeader + (long)ReadDimension(header, 4, path, images ? "images" : "labels");
        if (images)
        {
            UInt128 pixels = (UInt128)(uint)ReadDimension(header, 4, path, "images") * (uint)ReadDimension(header, 8, path, "rows")
                * (uint)ReadDimension(header, 12, path, "columns");
            length = pixels <= MostBytes ? ImagesHeader + (long)pixels : long.MaxValue;
        }

        return length == stream.Length
            ? length
            : throw new DataFormatException(path, 4, $"{stream.Length} bytes", "as many as the header says");
    }

    /// <summary>Takes the content's body as pixels.</summary>
    internal static PixelBlock ReadImages(IdxContent content, string file)
    {
        ReadMagic(content.Header, file, ImagesMagic, ImagesHeader);
        int count = ReadDimension(content.Header, 4, file, "images");
        int rows = ReadDimension(content.Header, 8, file, "rows");
        int columns = ReadDimension(content.Header, 12, file, "columns");
        int length = content.Body.Length;
        long perImage = (long)rows * columns;
        if (perImage > length || perImage * count != length) // in this order nothing overflows 64 bits
        {
            throw new DataFormatException(
                file, ImagesHeader, $"{length} bytes of pixels", $"{count} images of {rows}×{columns}");
        }

        return new(new ImageShape(1, rows, columns), count, content.Body);
    }

    /// <summary>Takes the content's body as labels.</summary>
    internal static byte[] ReadLabels(IdxContent content, string file, int classes)
    {
        ReadMagic(content.Header, file, LabelsMagic, LabelsHeader);
        int count = ReadDimension(content.Header, 4, file, "labels");
        byte[] labels = content.Body;
        if (count != labels.Length)
        {
            throw new DataFormatException(file, LabelsHeader, $"{labels.Length} bytes of labels", $"{count}");
        }

        int wrong = classes > byte.MaxValue ? -1 : labels.AsSpan().IndexOfAnyInRange((byte)classes, byte.MaxValue);
        return wrong < 0
            ? labels
            : throw new DataFormatException(
                file, LabelsHeader + wrong, $"the label {labels[wrong]}", $"less than {classes}");
    }

    private static void ReadMagic(byte[] header, string file, uint magic, int headerLength)
    {
        if (header.Length < headerLength)
        {
            throw new DataFormatException(file, 0, $"{header.Length} bytes", $"a header of {headerLength} bytes");
        }

        uint found = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (found != magic)
        {
            throw new DataFormatException(
                file, 0, InWords(found, header), $"{magic:x8}, unsigned bytes in {(magic == LabelsMagic ? "one dimension" : "three")}");
        }
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
        if (header.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'<', ..])
        {
            return "a web page in place of the data (download it again)";
        }

        string? type = (magic >> 8) switch
        {
            0x08 => "unsigned bytes",
            0x09 => "signed bytes",
            0x0B => "16-bit numbers",
            0x0C => "32-bit numbers",
            0x0D => "float32",
            0x0E => "float64",
            _ => null,
        };
        return $"the magic number {magic:x8}{(type is null ? "" : $" ({type} in {magic & 0xFF} dimensions)")}";
    }
}
