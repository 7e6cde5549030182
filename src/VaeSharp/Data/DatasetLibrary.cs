namespace VaeSharp.Data;

/// <summary>Finds, fetches, lists and verifies the known data sets.</summary>
/// <param name="known">What can be asked for.</param>
/// <param name="store">Where fetched ones are kept.</param>
/// <param name="ownDirectory">The user's directory of data sets, if any.</param>
internal sealed class DatasetLibrary(
    IReadOnlyList<KnownDataset> known, DatasetStore store, string? ownDirectory)
{
    public WholeDataset Load(DatasetRequest request, IProgress<string>? progress)
    {
        KnownDataset set = Named(request.Name);
        if (set.IsEmbedded && request.Directory is null)
        {
            return EmbeddedMnist.Load();
        }

        string? root = request.Directory ?? ownDirectory;
        if (FindOwn(set, root) is { } directory)
        {
            string[] paths = [.. set.Format.FileNames.Select(name => set.Format.Find(directory, name)!)];
            set.Format.DemandLengths(paths);
            new DatasetIdentity(known, store.Recorded).Demand(set, paths, progress);
            return set.IsEmbedded
                ? EmbeddedMnist.Load()
                : set.Format.Read(set.Name, set.ClassNames, paths, i => FileBytes.Read(paths[i], IdxFile.MostBytes));
        }

        if (FindArchive(set, root) is { } archive)
        {
            progress?.Report($"Reading {archive} as it is; unpacked it would be read faster.");
            return UnpackedFile.ReadAll(set, archive);
        }

        if (request.Directory is { } asked)
        {
            throw new DatasetUnavailableException(
                OtherVersion(set, asked)
                ?? (!Directory.Exists(asked) ? $"The folder {asked} does not exist." : null)
                ?? $"{set.Name} was not found in {asked}: looked for {string.Join(", ", set.Format.FileNames)} in "
                    + $"{string.Join(", ", Places(set, asked))}.");
        }

        DemandDirectory(set, progress);
        if (!store.Has(set))
        {
            if (request.Offline)
            {
                throw new DatasetUnavailableException(
                    $"{set.Name} is not in {store.DirectoryOf(set)}, and this run is offline. "
                    + DatasetStore.ByHand(set));
            }

            store.Fetch(set, force: false, progress, CancellationToken.None);
        }

        return store.Load(set);
    }

    public IReadOnlyList<DatasetListing> List() => [.. known.Select(set => new DatasetListing(
        set.Name, set.Shape, set.ClassNames, set.TrainCount, set.TestCount, State(set), set.Source, set.Licence))];

    public string Fetch(string name, bool force, IProgress<string>? progress, CancellationToken cancellation)
    {
        KnownDataset set = Named(name);
        if (set.IsEmbedded)
        {
            progress?.Report($"{name} is embedded: there is nothing to fetch.");
            return "embedded";
        }

        store.Fetch(set, force, progress, cancellation);
        return store.DirectoryOf(set);
    }

    public DatasetReport Verify(string name, string? directory)
    {
        KnownDataset set = Named(name);
        if (set.IsEmbedded)
        {
            return DatasetVerification.Embedded();
        }

        string? asked = directory ?? (store.Has(set) && FindOwn(set, ownDirectory) is null ? null : ownDirectory);
        return asked is null ? DatasetVerification.Cached(set, store.DirectoryOf(set))
            : FindOwn(set, asked) is { } own ? DatasetVerification.Own(set, own)
            : FindArchive(set, asked) is { } archive ? DatasetVerification.Archive(set, archive)
            : DatasetVerification.Own(set, asked);
    }

    /// <summary>The user's own folder that a data set is read from; null where the assembly or the cache has it, or nobody.</summary>
    /// <param name="name">A known name.</param>
    /// <param name="directory">Asked for; null for the user's directory of data sets.</param>
    public string? OwnDirectory(string name, string? directory)
    {
        KnownDataset set = Named(name);
        string? root = directory ?? ownDirectory;
        return !set.IsEmbedded && (FindOwn(set, root) ?? FindArchive(set, root)) is not null ? root : null;
    }

    /// <summary>Whether a data set is here without a download.</summary>
    public bool Has(string name) =>
        Named(name) is var set && (set.IsEmbedded || OwnDirectory(name, directory: null) is not null || store.Has(set));

    /// <summary>For a name that is looked up later.</summary>
    /// <exception cref="ArgumentException">It is unknown.</exception>
    public void Demand(string name) => Named(name);

    private string State(KnownDataset set) =>
        set.IsEmbedded ? "embedded"
        : (FindOwn(set, ownDirectory) ?? FindArchive(set, ownDirectory)) is { } place ? $"found in {place}"
        : store.Has(set) ? $"found in {store.DirectoryOf(set)}"
        : "not fetched";

    private static string? FindOwn(KnownDataset set, string? root) =>
        string.IsNullOrEmpty(root)
            ? null
            : Places(set, root).FirstOrDefault(
                place => set.Format.FileNames.All(name => set.Format.Find(place, name) is not null));

    // Before anything is downloaded: the person believes that it is there.
    private void DemandDirectory(KnownDataset set, IProgress<string>? progress)
    {
        if (ownDirectory is null)
        {
            return;
        }

        bool exists = Directory.Exists(ownDirectory);
        string? fault = exists ? OtherVersion(set, ownDirectory)
            : $"{DatasetCatalog.DirectoryVariable} names {ownDirectory}, which does not exist.";
        if (fault is not null && !store.Has(set))
        {
            throw new DatasetUnavailableException(fault);
        }

        progress?.Report(fault is null
            ? $"{set.Name} is not in {ownDirectory} ({DatasetCatalog.DirectoryVariable})."
            : $"{fault} Using the copy in the cache.");
    }

    private static string? FindArchive(KnownDataset set, string? root)
    {
        if (string.IsNullOrEmpty(root) || set.Archives is not [var only])
        {
            return null;
        }

        // Browsers unpack what they download, by half.
        string[] names = only.Name.EndsWith(".gz", StringComparison.Ordinal) ? [only.Name, only.Name[..^3]] : [only.Name];
        return Places(set, root).SelectMany(place => names.Select(name => Path.Combine(place, name))).FirstOrDefault(File.Exists);
    }

    private static string? OtherVersion(KnownDataset set, string root)
    {
        var paths =
            from place in Places(set, root)
            from name in set.Format.OtherVersions
            let path = Path.Combine(place, name)
            where File.Exists(path) || (Directory.Exists(path) && name.Contains('-')) // a folder "train" may be anybody's
            select path;
        return paths.FirstOrDefault() is not { } other
            ? null
            : $"{other} is another version of {set.Name}, for Python or MATLAB, which would have to be run to be read. Download the "
                + $"binary version, {set.Archives[0].Mirrors[0]}, and put it there.";
    }

    private static string[] Places(KnownDataset set, string root) =>
    [
        .. new[]
        {
            Path.Combine(root, set.Home, set.Format.InnerDirectory), Path.Combine(root, set.Home),
            Path.Combine(root, set.Format.InnerDirectory), root,
        }.Select(place => Path.TrimEndingDirectorySeparator(place)).Distinct(),
    ];

    private KnownDataset Named(string name) => known.FirstOrDefault(set => set.Name == name)
        ?? throw new ArgumentException(
            $"There is no data set '{name}'{Hint(name)}. Known: {string.Join(", ", known.Select(set => set.Name))}, "
            + "idx:DIRECTORY, folder:DIRECTORY.");

    private string Hint(string name) =>
        known.FirstOrDefault(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } meant
            ? $" (did you mean '{meant.Name}'?)"
        : Directory.Exists(name) ? $" ({name} is a folder: say folder:{name} for its pictures, idx:{name} for its IDX files)"
        : "";
}
