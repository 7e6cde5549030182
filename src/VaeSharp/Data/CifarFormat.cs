using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>The six binary files of CIFAR-10.</summary>
internal sealed class CifarFormat : IDatasetFormat
{
    private CifarFormat()
    {
    }

    public static CifarFormat Instance { get; } = new();

    /// <summary>The six names, the test file last.</summary>
    public IReadOnlyList<string> FileNames { get; } =
    [
        "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin",
        "test_batch.bin",
    ];

    public string InnerDirectory => "cifar-10-batches-bin";

    public string? Find(string directory, string fileName)
    {
        string path = Path.Combine(directory, fileName);
        return File.Exists(path) ? path : null;
    }

    public void DemandLengths(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            CifarFile.CountRecords(new FileInfo(path).Length, path);
        }
    }

    public void Unpack(string archivePath, Action<string, byte[]> receive)
    {
        DiskEntry.DemandReadable(archivePath);
        using FileStream stream = File.OpenRead(archivePath);
        CifarArchive.Read(stream, archivePath, receive);
    }

    public void Check(string fileName, byte[] bytes, string path) => CifarFile.Check(bytes, path);

    public WholeDataset Read(
        string name, IReadOnlyList<string>? classNames, IReadOnlyList<string> paths, Func<int, byte[]> read) =>
        new(
            Join(name, classNames ?? ClassNames.Cifar10, [.. paths.SkipLast(1)], read),
            Join(name, classNames ?? ClassNames.Cifar10, [paths[^1]], _ => read(paths.Count - 1)));

    private static ImageDataset Join(
        string name, IReadOnlyList<string> classNames, string[] paths, Func<int, byte[]> read)
    {
        int[] counts = [.. paths.Select(path => CifarFile.CountRecords(new FileInfo(path).Length, path))];
        int total = counts.Sum();
        int values = CifarFile.Shape.Values;
        var pixels = new byte[checked(total * values)];
        var labels = new byte[total];
        for (int i = 0, start = 0; i < paths.Length; start += counts[i++])
        {
            byte[] bytes = read(i);
            if (CifarFile.CountRecords(bytes.Length, paths[i]) != counts[i])
            {
                throw new DataFormatException(
                    paths[i], bytes.Length, "a file that changed while it was read", "a file at rest");
            }

            CifarFile.Read(bytes, paths[i], pixels.AsSpan(start * values), labels.AsSpan(start));
        }

        return new(name, CifarFile.Shape, pixels, labels, classNames);
    }
}
