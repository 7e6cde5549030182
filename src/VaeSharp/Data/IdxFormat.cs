namespace VaeSharp.Data;

/// <summary>The four files of an MNIST-like set, each plain or compressed.</summary>
internal sealed class IdxFormat : IDatasetFormat
{
    internal const string TrainImages = "train-images-idx3-ubyte";
    internal const string TrainLabels = "train-labels-idx1-ubyte";
    internal const string TestImages = "t10k-images-idx3-ubyte";
    internal const string TestLabels = "t10k-labels-idx1-ubyte";

    private const string EmnistPrefix = "emnist-";

    private IdxFormat(params string[] names) => FileNames = names;

    public static IdxFormat Instance { get; } = new(TrainImages, TrainLabels, TestImages, TestLabels);

    /// <summary>Training images, training labels, test images, test labels.</summary>
    public IReadOnlyList<string> FileNames { get; }

    /// <summary>One of EMNIST's splits, by the names that its files have. Source: Cohen et al. 2017.</summary>
    public static IdxFormat Emnist(string split) => new(
        $"{EmnistPrefix}{split}-train-images-idx3-ubyte", $"{EmnistPrefix}{split}-train-labels-idx1-ubyte",
        $"{EmnistPrefix}{split}-test-images-idx3-ubyte", $"{EmnistPrefix}{split}-test-labels-idx1-ubyte");

    /// <summary>The format whose files lie in a directory; that of MNIST's names where none does.</summary>
    /// <exception cref="DatasetUnavailableException">There are several splits of EMNIST.</exception>
    public static IdxFormat In(string directory)
    {
        if (Instance.Find(directory, TrainImages) is not null || !Directory.Exists(directory))
        {
            return Instance;
        }

        string[] splits =
        [
            .. Directory.EnumerateFiles(directory, $"{EmnistPrefix}*-train-images*").Select(path => Path.GetFileName(path).Split('-')[1])
                .Distinct().Order(StringComparer.Ordinal),
        ];
        return splits.Length switch
        {
            0 => Instance,
            1 => Emnist(splits[0]),
            _ => throw new DatasetUnavailableException(
                $"{directory} has several splits of EMNIST: {string.Join(", ", splits)}. Name one of the data sets "
                + $"{string.Join(", ", splits.Select(split => EmnistPrefix + split))}."),
        };
    }

    public string InnerDirectory => "";

    public IReadOnlyList<string> OtherVersions => [];

    public string? Find(string directory, string fileName)
    {
        // With a dot as LeCun's own archive had it once unpacked; numbers of other types have other endings.
        var names =
            from type in IdxElement.All
            let name = fileName.Replace($"-{IdxElement.UnsignedByte.Suffix}", $"-{type.Suffix}", StringComparison.Ordinal)
            from dotted in (string[])[name, name.Replace("-idx", ".idx", StringComparison.Ordinal)]
            from whole in (string[])[dotted, dotted + ".gz"]
            select Path.Combine(directory, whole);
        return names.FirstOrDefault(File.Exists);
    }

    public void DemandLengths(IReadOnlyList<string> paths)
    {
        long all = paths.Sum(path => IdxFile.ContentLength(path, HasImages(Path.GetFileName(path))));
        if (all > IdxFile.MostBytes)
        {
            throw new DataFormatException(paths[0], 0, $"{all} bytes in all files together", $"at most {IdxFile.MostBytes}");
        }
    }

    public void Unpack(string archivePath, Action<string, byte[]> receive)
    {
        if (archivePath.EndsWith(".zip", StringComparison.Ordinal))
        {
            EmnistArchive.Read(archivePath, FileNames, receive);
            return;
        }

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
        string name, IReadOnlyList<string>? classNames, IReadOnlyList<string> paths, Func<int, byte[]> read,
        Func<int, long>? length = null) =>
        Assemble(name, classNames, paths, i => IdxContent.Of(read(i), paths[i], HeaderLength(FileNames[i])));

    /// <summary>The same from files that are decompressed already.</summary>
    public static WholeDataset Assemble(
        string name, IReadOnlyList<string>? classNames, IReadOnlyList<string> paths, Func<int, IdxContent> read)
    {
        var contents = new IdxContent[paths.Count];
        InParallel.For(paths.Count, i => contents[i] = read(i));
        byte[] numbers = classNames is null ? Numbers(contents, paths) : [];
        ImageDataset train = Pair(name, classNames, numbers, contents[0], paths[0], contents[1], paths[1]);
        ImageDataset test = Pair(name, classNames, numbers, contents[2], paths[2], contents[3], paths[3]);
        return train.Shape == test.Shape
            ? new(train, test)
            : throw new DataFormatException(paths[2], 8, $"images of {test.Shape}", $"{train.Shape}, as in {paths[0]}");
    }

    /// <summary>How many bytes come before a file's pixels or labels.</summary>
    public static int HeaderLength(string fileName) =>
        HasImages(fileName) ? IdxFile.ImagesHeader : IdxFile.LabelsHeader;

    private static bool HasImages(string fileName) => fileName.Contains("-images", StringComparison.Ordinal);

    private static ImageDataset Pair(
        string name, IReadOnlyList<string>? classNames, byte[] numbers, IdxContent images, string imagesPath,
        IdxContent labels, string labelsPath)
    {
        PixelBlock block = IdxFile.ReadImages(images, imagesPath);
        byte[] read = IdxFile.ReadLabels(labels, labelsPath, classes: 256);
        if (classNames is not null)
        {
            read = FromZero(read, labelsPath, classNames.Count, labels.Body.Length / read.Length);
        }

        if (read.Length != block.Count)
        {
            throw new DataFormatException(labelsPath, 4, $"{read.Length} labels", $"{block.Count}, as {imagesPath} has images");
        }

        if (Path.GetFileName(imagesPath).StartsWith(EmnistPrefix, StringComparison.Ordinal))
        {
            block = Upright(block);
        }

        return classNames is not null
            ? new(name, block.Shape, block.Pixels, read, classNames)
            : new(
                name, block.Shape, block.Pixels, Renumbered(read, numbers),
                [.. numbers.Select(number => $"{number}")]);
    }

    // EMNIST's letters are numbered from 1, all others from 0.
    private static byte[] FromZero(byte[] labels, string path, int classes, int bytesEach)
    {
        int first = Path.GetFileName(path).StartsWith(EmnistPrefix + "letters", StringComparison.Ordinal) ? 1 : 0;
        int wrong = Array.FindIndex(labels, label => label < first || label - first >= classes);
        return wrong >= 0
            ? throw new DataFormatException(
                path, IdxFile.LabelsHeader + (wrong * bytesEach), $"the label {labels[wrong]}", $"less than {classes + first}")
            : first == 0 ? labels : [.. labels.Select(label => (byte)(label - first))];
    }

    private static byte[] Renumbered(byte[] labels, byte[] numbers) =>
        [.. labels.Select(label => (byte)Array.BinarySearch(numbers, label))];

    // EMNIST stores rows as columns.
    private static PixelBlock Upright(PixelBlock images)
    {
        (int height, int width) = (images.Shape.Width, images.Shape.Height);
        var pixels = new byte[images.Pixels.Length];
        InParallel.For(images.Count, i =>
        {
            int first = i * height * width;
            for (int at = 0; at < height * width; at++)
            {
                pixels[first + at] = images.Pixels[first + (at % width * height) + (at / width)];
            }
        });
        return new(new(1, height, width), images.Count, pixels);
    }

    // A number that no image has is no class: EMNIST's letters begin at 1.
    private static byte[] Numbers(IdxContent[] contents, IReadOnlyList<string> paths) =>
    [
        .. IdxFile.ReadLabels(contents[1], paths[1], classes: 256)
            .Concat(IdxFile.ReadLabels(contents[3], paths[3], classes: 256)).Distinct().Order(),
    ];
}
