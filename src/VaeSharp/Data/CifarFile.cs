namespace VaeSharp.Data;

/// <summary>The binary format of CIFAR-10: records of one label byte and 3,072 pixel bytes in planes.</summary>
/// <remarks>Source: Krizhevsky, "The CIFAR-10 dataset", the binary version.</remarks>
public static class CifarFile
{
    /// <summary>Bytes a record: the label, then 32×32 red, green and blue values.</summary>
    public const int RecordBytes = 3073;

    /// <summary>The most bytes a file may have; the real ones have 30,730,000.</summary>
    public const int MostBytes = 60_000 * RecordBytes;

    private const int Classes = 10;

    /// <summary>The shape of each image.</summary>
    public static ImageShape Shape { get; } = new(3, 32, 32);

    /// <summary>How many records a file has.</summary>
    /// <exception cref="DataFormatException">None, or not a whole number of them.</exception>
    public static int CountRecords(long length, string file) =>
        length > 0 && length <= MostBytes && length % RecordBytes == 0
            ? (int)(length / RecordBytes)
            : throw new DataFormatException(
                file, length, $"the end after {length} bytes", $"1 to 60000 records of {RecordBytes} bytes");

    /// <summary>Reads the records of one file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="pixels">Receives 3,072 values a record.</param>
    /// <param name="labels">Receives one label a record, 0 to 9.</param>
    /// <exception cref="DataFormatException">Not a whole number of records, or a label above 9.</exception>
    /// <exception cref="ArgumentException">A destination is shorter than the records.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, string file, Span<byte> pixels, Span<byte> labels)
    {
        int count = CountRecords(bytes.Length, file);
        int values = Shape.Values;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = bytes.Slice(i * RecordBytes, RecordBytes);
            if (record[0] >= Classes)
            {
                throw new DataFormatException(
                    file, (long)i * RecordBytes, $"the label {record[0]}", $"0 to {Classes - 1}");
            }
            labels[i] = record[0];
            record[1..].CopyTo(pixels[(i * values)..]);
        }
    }

    /// <summary>Reads files one after the other as one data set.</summary>
    /// <exception cref="DataFormatException">A file is malformed.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImageDataset ReadAll(string name, IReadOnlyList<string> classNames, IReadOnlyList<string> paths)
    {
        int[] counts = [.. paths.Select(path => CountRecords(new FileInfo(path).Length, path))];
        int total = counts.Sum();
        var pixels = new byte[checked(total * Shape.Values)];
        var labels = new byte[total];
        for (int file = 0, start = 0; file < paths.Count; start += counts[file++])
        {
            byte[] bytes = File.ReadAllBytes(paths[file]);
            if (bytes.Length != counts[file] * (long)RecordBytes)
            {
                throw new DataFormatException(
                    paths[file], bytes.Length, "a file that changed while it was read", "a file at rest");
            }
            Read(bytes, paths[file], pixels.AsSpan(start * Shape.Values), labels.AsSpan(start));
        }
        return new(name, Shape, pixels, labels, classNames);
    }
}
