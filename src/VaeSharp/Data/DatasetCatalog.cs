namespace VaeSharp.Data;

/// <summary>The data sets that can be asked for by name.</summary>
/// <remarks>
/// A known name is looked for in the request's directory and nowhere else; or, without one, in VAESHARP_DATA, in the
/// cache, and then on the network. <c>mnist</c> is always the embedded one: a directory that is named must hold the same.
/// <c>idx:DIRECTORY</c> and <c>folder:DIRECTORY</c> are the user's own images; a request's directory takes the place of theirs.
/// </remarks>
public static class DatasetCatalog
{
    /// <summary>The environment variable that names a directory of data sets.</summary>
    public const string DirectoryVariable = "VAESHARP_DATA";

    private const string IdxPrefix = "idx:";
    private const string FolderPrefix = "folder:";
    private const int MostNamed = 10;

    /// <summary>Reads a data set and cuts it into training, validation and test images.</summary>
    /// <param name="request">Which one, and how much of it.</param>
    /// <param name="progress">Receives a line for each step that takes time.</param>
    /// <exception cref="ArgumentException">The name is unknown, or a number does not fit the data set.</exception>
    /// <exception cref="DatasetUnavailableException">It is not here; the message says how to get it.</exception>
    /// <exception cref="DataFormatException">A file is not what its format says.</exception>
    public static DatasetSplits Open(DatasetRequest request, IProgress<string>? progress = null)
    {
        string? folder = PathIn(request.Name, FolderPrefix), idx = PathIn(request.Name, IdxPrefix);
        if (folder is null && idx is null)
        {
            Library().Demand(request.Name);
        }

        if ((request.Size ?? request.Height ?? request.Width ?? request.Channels) is { } size && folder is null)
        {
            throw new ArgumentException(
                $"A size of {size} was asked of {request.Name}; only {FolderPrefix} images are resized.");
        }

        request = request with { Directory = request.Directory is { } own ? DataPath.Absolute(own) : null };
        WholeDataset whole =
            folder is not null ? ImageFolder.Load(request.Directory ?? Named(folder), request, DatasetCache.Default, progress)
            : idx is not null ? LoadIdx(request.Directory ?? Named(idx))
            : Library().Load(request, progress);
        DatasetSplits splits = DatasetSplits.Cut(whole, request);
        TellUnseen(splits.Train, progress);
        return splits;

        string Named(string path) => path.Length > 0
            ? DataPath.Absolute(path)
            : throw new ArgumentException($"{request.Name} names no folder; expected {request.Name}PATH.");
    }

    /// <summary>The shape that the images of a folder will have, by their headers alone; with one channel where the request leaves
    /// that to the pictures. Null where it is not known so early.</summary>
    /// <param name="request">As of <see cref="Open"/>.</param>
    internal static ImageShape? ShapeByHeaders(DatasetRequest request) => PathIn(request.Name, FolderPrefix) is { Length: > 0 } folder
        ? ImageFolder.ShapeByHeaders(DataPath.Absolute(request.Directory ?? folder), request)
        : null;

    /// <summary>The name that finds the same data from anywhere: <c>folder:</c> and <c>idx:</c> with an absolute path.</summary>
    /// <param name="name">As in <see cref="DatasetRequest"/>.</param>
    /// <param name="directory">Where the data lie instead; null for where the name says.</param>
    public static string Located(string name, string? directory = null)
    {
        foreach (string prefix in (string[])[FolderPrefix, IdxPrefix])
        {
            if (PathIn(name, prefix) is { Length: > 0 } path)
            {
                return prefix + DataPath.Absolute(directory ?? path);
            }
        }

        return name;
    }

    /// <summary>The user's own folder that a data set is read from; null where it is the assembly's, the cache's, or nowhere.</summary>
    /// <param name="name">As in <see cref="DatasetRequest"/>.</param>
    /// <param name="directory">Where the data lie instead; null for where the name says, or VAESHARP_DATA.</param>
    internal static string? OwnDirectory(string name, string? directory = null)
    {
        directory = directory is null ? null : DataPath.Absolute(directory);
        return PathIn(name) is not { } path ? Library().OwnDirectory(name, directory)
            : (directory ?? (path.Length > 0 ? DataPath.Absolute(path) : null)) is { } place && Directory.Exists(place) ? place
            : null;
    }

    /// <summary>Whether a data set is here without a download, wherever it is usually looked for.</summary>
    internal static bool Has(string name) =>
        PathIn(name) is null ? Library().Has(name) : OwnDirectory(name) is not null;

    /// <summary>The path in <c>folder:</c> and <c>idx:</c>; null for a known data set.</summary>
    internal static string? PathIn(string name) => PathIn(name, FolderPrefix) ?? PathIn(name, IdxPrefix);

    /// <summary>Every known data set, and whether it is here.</summary>
    internal static IReadOnlyList<DatasetListing> List() => Library().List();

    /// <summary>Brings a data set into the cache.</summary>
    /// <param name="name">A known name.</param>
    /// <param name="force">Fetch it even when a whole copy is there.</param>
    /// <param name="progress">Receives a line for each step.</param>
    /// <param name="cancellation">Stops; what has arrived is continued next time.</param>
    /// <returns>The directory it lies in, or "embedded".</returns>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    /// <exception cref="DatasetUnavailableException">No mirror has it; the message says why.</exception>
    public static string Fetch(
        string name,
        bool force = false,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default) =>
        Library().Fetch(name, force, progress, cancellation);

    /// <summary>Compares each file of a data set with what is known of it.</summary>
    /// <param name="name">A known name.</param>
    /// <param name="directory">Where the user's own copy lies; without it, the copy that a run would use.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    internal static DatasetReport Verify(string name, string? directory = null) =>
        Library().Verify(name, directory is null ? null : DataPath.Absolute(directory));

    private static DatasetLibrary Library() => new(
        KnownDatasets.All,
        new DatasetStore(DatasetCache.Default, () => new Download()),
        Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } own ? DataPath.Absolute(own) : null);

    private static string? PathIn(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;

    // A model that is told classes would make noise of these.
    private static void TellUnseen(ImageDataset train, IProgress<string>? progress)
    {
        string[] unseen = [.. train.ClassNames.Where((_, i) => !train.Labels.Contains((byte)i))];
        if (unseen.Length > 0)
        {
            string more = unseen.Length > MostNamed ? $" and {unseen.Length - MostNamed} more" : "";
            progress?.Report($"No training image is of the class {string.Join(", ", unseen.Take(MostNamed))}{more}.");
        }
    }

    private static WholeDataset LoadIdx(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new DatasetUnavailableException(
                File.Exists(directory) ? $"{directory} is a file; expected a folder." : $"The folder {directory} does not exist.");
        }

        IdxFormat format = IdxFormat.In(directory);
        string[] paths =
        [
            .. format.FileNames.Select(name => format.Find(directory, name) ?? throw new DatasetUnavailableException(
                $"{directory} has no {name} or {name}.gz; it must hold {string.Join(", ", format.FileNames)}.")),
        ];
        string dataset = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        format.DemandLengths(paths);
        return format.Read(dataset, classNames: null, paths, i => FileBytes.Read(paths[i], IdxFile.MostBytes));
    }
}
