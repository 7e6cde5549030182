using System.Buffers.Binary;

namespace VaeSharp.Data;

/// <summary>The IDX format of MNIST and its kin: a big-endian header, then unsigned bytes.</summary>
/// <remarks>Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".</remarks>
public static class IdxFile
{
    /// <summary>The most bytes a file may have, compressed or not.</summary>
    public const int MostBytes = 1 << 30;

    private const uint ImagesMagic = 0x0000_0803; // unsigned bytes, three dimensions
    private const uint LabelsMagic = 0x0000_0801;

    /// <summary>Reads grey images: magic, count, rows, columns, pixels.</summary>
    /// <param name="bytes">The whole file, decompressed.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="DataFormatException">The file is not exactly what its header says.</exception>
    public static PixelBlock ReadImages(ReadOnlySpan<byte> bytes, string file)
    {
        ReadMagic(bytes, file, ImagesMagic, headerLength: 16);
        int count = ReadDimension(bytes, 4, file, "images");
        int rows = ReadDimension(bytes, 8, file, "rows");
        int columns = ReadDimension(bytes, 12, file, "columns");
        ReadOnlySpan<byte> body = bytes[16..];
        long perImage = (long)rows * columns;
        if (perImage > body.Length || perImage * count != body.Length) // in this order nothing overflows 64 bits
        {
            throw new DataFormatException(
                file, 16, $"{body.Length} bytes of pixels", $"{count} images of {rows}×{columns}");
        }
        return new(new ImageShape(1, rows, columns), count, body.ToArray());
    }

    /// <summary>Reads labels: magic, count, one byte each.</summary>
    /// <param name="bytes">The whole file, decompressed.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="classes">Every label must be below this; at most 256.</param>
    /// <exception cref="DataFormatException">The file is not exactly what its header says, or a label is too large.</exception>
    public static byte[] ReadLabels(ReadOnlySpan<byte> bytes, string file, int classes = 10)
    {
        ReadMagic(bytes, file, LabelsMagic, headerLength: 8);
        int count = ReadDimension(bytes, 4, file, "labels");
        ReadOnlySpan<byte> body = bytes[8..];
        if (count != body.Length)
        {
            throw new DataFormatException(file, 8, $"{body.Length} bytes of labels", $"{count}");
        }
        int wrong = classes > byte.MaxValue ? -1 : body.IndexOfAnyInRange((byte)classes, byte.MaxValue);
        return wrong < 0
            ? body.ToArray()
            : throw new DataFormatException(file, 8 + wrong, $"the label {body[wrong]}", $"less than {classes}");
    }

    /// <summary>Reads a pair of decompressed files as one data set.</summary>
    /// <exception cref="DataFormatException">A file is malformed, or the two have different counts.</exception>
    public static ImageDataset ReadPair(
        string name, IReadOnlyList<string> classNames, byte[] images, string imagesFile, byte[] labels, string labelsFile)
    {
        PixelBlock read = ReadImages(images, imagesFile);
        byte[] readLabels = ReadLabels(labels, labelsFile, classNames.Count);
        return readLabels.Length == read.Count
            ? new(name, read.Shape, read.Pixels, readLabels, classNames)
            : throw new DataFormatException(
                labelsFile, 4, $"{readLabels.Length} labels", $"{read.Count}, as {imagesFile} has images");
    }

    /// <summary>The bytes as they are, or decompressed when they are gzip.</summary>
    public static byte[] Decompressed(byte[] bytes, string file) =>
        Gzip.IsGzip(bytes) ? Gzip.Decompress(bytes, file, MostBytes) : bytes;

    private static void ReadMagic(ReadOnlySpan<byte> bytes, string file, uint magic, int headerLength)
    {
        if (bytes.Length < headerLength)
        {
            throw new DataFormatException(file, 0, $"{bytes.Length} bytes", $"a header of {headerLength} bytes");
        }
        uint found = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (found != magic)
        {
            throw new DataFormatException(file, 0, $"the magic number {found:x8}", $"{magic:x8}");
        }
    }

    private static int ReadDimension(ReadOnlySpan<byte> bytes, int offset, string file, string what)
    {
        int value = BinaryPrimitives.ReadInt32BigEndian(bytes[offset..]);
        return value > 0
            ? value
            : throw new DataFormatException(file, offset, $"{(uint)value} {what}", "1 to 2147483647");
    }
}
