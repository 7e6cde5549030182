namespace VaeSharp.Data;

/// <summary>A directory with the four files of an MNIST-like set, each plain or compressed.</summary>
internal static class IdxFolder
{
    internal const string TrainImages = "train-images-idx3-ubyte";
    internal const string TrainLabels = "train-labels-idx1-ubyte";
    internal const string TestImages = "t10k-images-idx3-ubyte";
    internal const string TestLabels = "t10k-labels-idx1-ubyte";

    /// <summary>The four names, images before their labels, training before test.</summary>
    internal static IReadOnlyList<string> Names { get; } = [TrainImages, TrainLabels, TestImages, TestLabels];

    /// <summary>Whether all four are there.</summary>
    public static bool Has(string directory) => Names.All(name => Find(directory, name) is not null);

    /// <summary>Reads the four files.</summary>
    /// <param name="name">What the data set is called.</param>
    /// <param name="classNames">What the classes are called; null for numbers, as many as there are.</param>
    /// <param name="directory">Where the files lie.</param>
    public static WholeDataset Load(string name, IReadOnlyList<string>? classNames, string directory)
    {
        string[] paths =
        [
            .. Names.Select(file => Find(directory, file) ?? throw new DatasetUnavailableException(
                $"{directory} has no {file} or {file}.gz; it must hold {string.Join(", ", Names)}, plain or .gz.")),
        ];
        var contents = new byte[paths.Length][];
        Parallel.For(0, paths.Length, i => contents[i] = IdxFile.Decompressed(ReadBounded(paths[i]), paths[i]));
        return Assemble(name, classNames, contents, paths);
    }

    /// <summary>Makes a data set of the four files' decompressed contents.</summary>
    public static WholeDataset Assemble(
        string name, IReadOnlyList<string>? classNames, byte[][] contents, IReadOnlyList<string> files)
    {
        IReadOnlyList<string> classes = classNames ?? Numbers(contents, files);
        ImageDataset train = IdxFile.ReadPair(name, classes, contents[0], files[0], contents[1], files[1]);
        ImageDataset test = IdxFile.ReadPair(name, classes, contents[2], files[2], contents[3], files[3]);
        return train.Shape == test.Shape
            ? new(train, test)
            : throw new DataFormatException(files[2], 8, $"images of {test.Shape}", $"{train.Shape}, as in {files[0]}");
    }

    private static string[] Numbers(byte[][] contents, IReadOnlyList<string> files)
    {
        int train = IdxFile.ReadLabels(contents[1], files[1], classes: 256).Max();
        int test = IdxFile.ReadLabels(contents[3], files[3], classes: 256).Max();
        return [.. Enumerable.Range(0, Math.Max(train, test) + 1).Select(number => $"{number}")];
    }

    private static string? Find(string directory, string name)
    {
        string plain = Path.Combine(directory, name);
        return File.Exists(plain) ? plain : File.Exists(plain + ".gz") ? plain + ".gz" : null;
    }

    private static byte[] ReadBounded(string path)
    {
        long length = new FileInfo(path).Length;
        return length <= IdxFile.MostBytes
            ? File.ReadAllBytes(path)
            : throw new DataFormatException(path, 0, $"{length} bytes", $"at most {IdxFile.MostBytes}");
    }
}
