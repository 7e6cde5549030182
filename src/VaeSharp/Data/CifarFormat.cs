using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>The binary files of CIFAR-10, six, and of CIFAR-100, two.</summary>
internal sealed class CifarFormat : IDatasetFormat
{
    private readonly CifarLayout _layout;

    private CifarFormat(CifarLayout layout, string innerDirectory, string[] fileNames, string[] otherVersions)
    {
        _layout = layout;
        InnerDirectory = innerDirectory;
        FileNames = fileNames;
        OtherVersions = otherVersions;
    }

    public static CifarFormat Instance { get; } = new(
        CifarLayout.Ten, "cifar-10-batches-bin",
        [
            "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin",
            "test_batch.bin",
        ],
        [
            "cifar-10-python.tar.gz", "cifar-10-python.tar", "cifar-10-batches-py", "cifar-10-matlab.tar.gz", "cifar-10-batches-mat",
            "data_batch_1", "data_batch_1.mat",
        ]);

    /// <summary>CIFAR-100 by its fine labels.</summary>
    public static CifarFormat Fine { get; } = Hundred(CifarLayout.Fine);

    /// <summary>CIFAR-100 by its coarse labels.</summary>
    public static CifarFormat Coarse { get; } = Hundred(CifarLayout.Coarse);

    /// <summary>The test file last.</summary>
    public IReadOnlyList<string> FileNames { get; }

    public string InnerDirectory { get; }

    public IReadOnlyList<string> OtherVersions { get; }

    /// <summary>The most bytes that a published file has.</summary>
    public int MostFileBytes => (FileNames.Count > 2 ? 10_000 : 50_000) * _layout.RecordBytes;

    public string? Find(string directory, string fileName)
    {
        string path = Path.Combine(directory, fileName);
        return File.Exists(path) ? path : null;
    }

    public void DemandLengths(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            CifarFile.CountRecords(new FileInfo(path).Length, path, _layout);
        }
    }

    public void Unpack(string archivePath, Action<string, byte[]> receive)
    {
        DiskEntry.DemandReadable(archivePath);
        using FileStream stream = File.OpenRead(archivePath);
        CifarArchive.Read(stream, archivePath, receive, this);
    }

    public void Check(string fileName, byte[] bytes, string path) => CifarFile.Check(bytes, path, _layout);

    public WholeDataset Read(
        string name, IReadOnlyList<string>? classNames, IReadOnlyList<string> paths, Func<int, byte[]> read,
        Func<int, long>? length = null)
    {
        length ??= i => new FileInfo(paths[i]).Length;
        int last = paths.Count - 1;
        return new(
            Join(name, classNames ?? ClassNames.Cifar10, [.. paths.SkipLast(1)], read, length),
            Join(name, classNames ?? ClassNames.Cifar10, [paths[last]], _ => read(last), _ => length(last)));
    }

    private static CifarFormat Hundred(CifarLayout layout) => new(
        layout, "cifar-100-binary", ["train.bin", "test.bin"],
        [
            "cifar-100-python.tar.gz", "cifar-100-python.tar", "cifar-100-python", "cifar-100-matlab.tar.gz", "cifar-100-matlab",
            "train", "train.mat",
        ]);

    private ImageDataset Join(
        string name, IReadOnlyList<string> classNames, string[] paths, Func<int, byte[]> read, Func<int, long> length)
    {
        int[] counts = [.. paths.Select((path, i) => CifarFile.CountRecords(length(i), path, _layout))];
        int total = counts.Sum();
        int values = CifarFile.Shape.Values;
        var pixels = new byte[checked(total * values)];
        var labels = new byte[total];
        for (int i = 0, start = 0; i < paths.Length; start += counts[i++])
        {
            byte[] bytes = read(i);
            if (CifarFile.CountRecords(bytes.Length, paths[i], _layout) != counts[i])
            {
                throw new DataFormatException(
                    paths[i], bytes.Length, "a file that changed while it was read", "a file at rest");
            }

            CifarFile.Read(bytes, paths[i], pixels.AsSpan(start * values), labels.AsSpan(start), _layout);
        }

        return new(name, CifarFile.Shape, pixels, labels, classNames);
    }
}
