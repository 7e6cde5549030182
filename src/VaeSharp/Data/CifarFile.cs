namespace VaeSharp.Data;

/// <summary>The binary format of CIFAR-10: records of one label byte and 3,072 pixel bytes in planes.</summary>
/// <remarks>Source: Krizhevsky, "The CIFAR-10 dataset", the binary version.</remarks>
internal static class CifarFile
{
    /// <summary>Bytes a record: the label, then 32×32 red, green and blue values.</summary>
    public const int RecordBytes = 3073;

    /// <summary>The most bytes a file may have; the real ones have 30,730,000.</summary>
    public const int MostBytes = MostRecords * RecordBytes;

    private const int MostRecords = 60_000;

    /// <summary>Three channels of 32×32.</summary>
    public static ImageShape Shape { get; } = new(3, 32, 32);

    /// <summary>How many records a file has.</summary>
    /// <exception cref="DataFormatException">None, or not a whole number of them.</exception>
    public static int CountRecords(long length, string file) => CountRecords(length, file, CifarLayout.Ten);

    /// <summary>Reads the records of one file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="pixels">Receives 3,072 values a record.</param>
    /// <param name="labels">Receives one label a record, 0 to 9.</param>
    /// <exception cref="DataFormatException">Not a whole number of records, or a label above 9.</exception>
    /// <exception cref="ArgumentException">A destination is shorter than the records.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, string file, Span<byte> pixels, Span<byte> labels) =>
        Read(bytes, file, pixels, labels, CifarLayout.Ten);

    /// <summary>Fails unless the bytes are whole records with labels of 0 to 9.</summary>
    /// <exception cref="DataFormatException">They are not.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, string file) => Check(bytes, file, CifarLayout.Ten);

    internal static int CountRecords(long length, string file, CifarLayout layout) =>
        length > 0 && length <= MostRecords * layout.RecordBytes && length % layout.RecordBytes == 0
            ? (int)(length / layout.RecordBytes)
            : throw new DataFormatException(
                file, length, $"the end after {length} bytes", $"1 to {MostRecords} records of {layout.RecordBytes} bytes");

    internal static void Read(ReadOnlySpan<byte> bytes, string file, Span<byte> pixels, Span<byte> labels, CifarLayout layout)
    {
        Check(bytes, file, layout);
        int values = Shape.Values;
        for (int i = 0; i < bytes.Length / layout.RecordBytes; i++)
        {
            ReadOnlySpan<byte> record = bytes.Slice(i * layout.RecordBytes, layout.RecordBytes);
            labels[i] = record[layout.Label];
            record[layout.LabelBytes..].CopyTo(pixels[(i * values)..]);
        }
    }

    internal static void Check(ReadOnlySpan<byte> bytes, string file, CifarLayout layout)
    {
        int count = CountRecords(bytes.Length, file, layout);
        for (int i = 0; i < count; i++)
        {
            int offset = (i * layout.RecordBytes) + layout.Label;
            if (bytes[offset] >= layout.Classes)
            {
                throw new DataFormatException(file, offset, $"the label {bytes[offset]}", $"0 to {layout.Classes - 1}");
            }
        }
    }
}
