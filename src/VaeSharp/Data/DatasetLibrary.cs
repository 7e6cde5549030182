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
        return asked is null
            ? DatasetVerification.Cached(set, store.DirectoryOf(set))
            : DatasetVerification.Own(set, FindOwn(set, asked) ?? asked);
    }

    private string State(KnownDataset set) =>
        set.IsEmbedded ? "embedded"
        : FindOwn(set, ownDirectory) is { } directory ? $"found in {directory}"
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

    private static string? FindArchive(KnownDataset set, string? root) =>
        string.IsNullOrEmpty(root) || set.Archives is not [var only]
            ? null
            : Places(set, root).Select(place => Path.Combine(place, only.Name)).FirstOrDefault(File.Exists);

    private static string? OtherVersion(KnownDataset set, string root)
    {
        string? other = Places(set, root)
            .SelectMany(place => set.Format.OtherVersions.Select(name => Path.Combine(place, name)))
            .FirstOrDefault(Path.Exists);
        return other is null
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
            $"There is no data set '{name}'. Known: {string.Join(", ", known.Select(set => set.Name))}, "
            + "idx:DIRECTORY, folder:DIRECTORY.");
}
