namespace VaeSharp.Data;

/// <summary>The four files of an MNIST-like set, each plain or compressed.</summary>
internal sealed class IdxFormat : IDatasetFormat
{
    internal const string TrainImages = "train-images-idx3-ubyte";
    internal const string TrainLabels = "train-labels-idx1-ubyte";
    internal const string TestImages = "t10k-images-idx3-ubyte";
    internal const string TestLabels = "t10k-labels-idx1-ubyte";

    private IdxFormat()
    {
    }

    public static IdxFormat Instance { get; } = new();

    public IReadOnlyList<string> FileNames { get; } = [TrainImages, TrainLabels, TestImages, TestLabels];

    public string InnerDirectory => "";

    public string? Find(string directory, string fileName)
    {
        string plain = Path.Combine(directory, fileName);
        return File.Exists(plain) ? plain : File.Exists(plain + ".gz") ? plain + ".gz" : null;
    }

    public void DemandLengths(IReadOnlyList<string> paths)
    {
        long all = paths.Sum(path => IdxFile.ContentLength(path, HasImages(NameOf(path))));
        if (all > IdxFile.MostBytes)
        {
            throw new DataFormatException(paths[0], 0, $"{all} bytes in all files together", $"at most {IdxFile.MostBytes}");
        }
    }

    public void Unpack(string archivePath, Action<string, byte[]> receive)
    {
        byte[] compressed = FileBytes.Read(archivePath, IdxFile.MostBytes);
        receive(
            Path.GetFileNameWithoutExtension(archivePath),
            Gzip.Decompress(compressed, archivePath, IdxFile.MostBytes));
    }

    public void Check(string fileName, byte[] bytes, string path)
    {
        IdxContent content = IdxContent.Of(bytes, path, HeaderLength(fileName));
        if (HasImages(fileName))
        {
            IdxFile.ReadImages(content, path);
        }
        else
        {
            IdxFile.ReadLabels(content, path, classes: 256);
        }
    }

    public WholeDataset Read(
        string name, IReadOnlyList<string>? classNames, IReadOnlyList<string> paths, Func<int, byte[]> read) =>
        Assemble(name, classNames, paths, i => IdxContent.Of(read(i), paths[i], HeaderLength(FileNames[i])));

    /// <summary>The same from files that are decompressed already.</summary>
    public static WholeDataset Assemble(
        string name, IReadOnlyList<string>? classNames, IReadOnlyList<string> paths, Func<int, IdxContent> read)
    {
        var contents = new IdxContent[paths.Count];
        InParallel.For(paths.Count, i => contents[i] = read(i));
        IReadOnlyList<string> classes = classNames ?? Numbers(contents, paths);
        ImageDataset train = Pair(name, classes, contents[0], paths[0], contents[1], paths[1]);
        ImageDataset test = Pair(name, classes, contents[2], paths[2], contents[3], paths[3]);
        return train.Shape == test.Shape
            ? new(train, test)
            : throw new DataFormatException(paths[2], 8, $"images of {test.Shape}", $"{train.Shape}, as in {paths[0]}");
    }

    /// <summary>How many bytes come before a file's pixels or labels.</summary>
    public static int HeaderLength(string fileName) =>
        HasImages(fileName) ? IdxFile.ImagesHeader : IdxFile.LabelsHeader;

    // Of the file inside, where it is compressed.
    private static string NameOf(string path) =>
        path.EndsWith(".gz", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(path) : Path.GetFileName(path);

    private static bool HasImages(string fileName) => fileName is TrainImages or TestImages;

    private static ImageDataset Pair(
        string name, IReadOnlyList<string> classNames, IdxContent images, string imagesPath, IdxContent labels,
        string labelsPath)
    {
        PixelBlock block = IdxFile.ReadImages(images, imagesPath);
        byte[] read = IdxFile.ReadLabels(labels, labelsPath, classNames.Count);
        return read.Length == block.Count
            ? new(name, block.Shape, block.Pixels, read, classNames)
            : throw new DataFormatException(
                labelsPath, 4, $"{read.Length} labels", $"{block.Count}, as {imagesPath} has images");
    }

    private static string[] Numbers(IdxContent[] contents, IReadOnlyList<string> paths)
    {
        int train = IdxFile.ReadLabels(contents[1], paths[1], classes: 256).Max();
        int test = IdxFile.ReadLabels(contents[3], paths[3], classes: 256).Max();
        return [.. Enumerable.Range(0, Math.Max(train, test) + 1).Select(number => $"{number}")];
    }
}
