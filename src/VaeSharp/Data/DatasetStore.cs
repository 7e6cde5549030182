using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>Fetches data sets into the cache and reads them from there.</summary>
internal sealed class DatasetStore(DatasetCache cache, Func<Download> connect)
{
    /// <summary>Where the files of a data set lie, or will.</summary>
    public string DirectoryOf(KnownDataset known) => cache.DirectoryOf(known.Home);

    /// <summary>Whether a data set was fetched.</summary>
    public bool Has(KnownDataset known) => File.Exists(CacheManifest.PathIn(DirectoryOf(known)));

    /// <summary>Reads a data set that was fetched; every byte is compared with its digest.</summary>
    /// <exception cref="DatasetUnavailableException">A file is missing or changed since it was fetched.</exception>
    public WholeDataset Load(KnownDataset known)
    {
        string directory = DirectoryOf(known);
        string[] paths = [.. known.Format.FileNames.Select(name => Path.Combine(directory, name))];
        try
        {
            CacheManifest manifest = CacheManifest.Load(directory);
            return known.Format.Read(known.Name, known.ClassNames, paths, i => manifest.Read(paths[i]));
        }
        catch (Exception damaged) when (damaged is DataFormatException or FileNotFoundException)
        {
            throw new DatasetUnavailableException(
                $"The cached copy of {known.Name} is damaged. {damaged.Message}", damaged)
            {
                Damaged = known.Name,
            };
        }
    }

    /// <summary>The decoded files of a data set, with the digests that were recorded when it was fetched; none where it was not.</summary>
    public IReadOnlyList<CacheManifest.Entry> Recorded(KnownDataset known)
    {
        try
        {
            return Has(known) ? CacheManifest.Load(DirectoryOf(known)).Files : [];
        }
        catch (Exception unreadable) when (unreadable is DataFormatException or IOException or UnauthorizedAccessException)
        {
            return []; // told where that copy is asked for
        }
    }

    /// <summary>Downloads, decodes and records a data set, unless a whole copy is there.</summary>
    /// <param name="known">A data set with its files, addresses and digests.</param>
    /// <param name="force">Fetch it even then.</param>
    /// <param name="progress">Receives a line for each step.</param>
    /// <param name="cancellation">Stops between and within steps; what has arrived is continued next time.</param>
    /// <exception cref="DatasetUnavailableException">It cannot be had, or the cache cannot be written to.</exception>
    public void Fetch(
        KnownDataset known, bool force, IProgress<string>? progress, CancellationToken cancellation)
    {
        using FileStream @lock = cache.Lock(known.Home, progress, cancellation);
        string directory = DirectoryOf(known);
        if (!force && Has(known) && IsWhole(known))
        {
            progress?.Report($"{known.Name} is already in {directory}.");
            return;
        }

        if (force)
        {
            DeleteArchives(known, directory);
        }

        DownloadArchives(known, directory, progress, cancellation);
        // From here to the new manifest the old files may be replaced one by one.
        File.Delete(CacheManifest.PathIn(directory));
        var entries = new List<CacheManifest.Entry>();
        foreach (PublishedFile archive in known.Archives)
        {
            progress?.Report($"Decoding {archive.Name}");
            known.Format.Unpack(Path.Combine(directory, archive.Name), (name, content) =>
            {
                known.Format.Check(name, content, $"{archive.Name}/{name}");
                if (name != archive.Name)
                {
                    AtomicFile.Write(Path.Combine(directory, name), stream => stream.Write(content));
                }

                entries.Add(CacheManifest.Describe(name, content));
            });
        }

        new CacheManifest(entries).Save(directory);
        DeleteArchives(known, directory);
        progress?.Report($"{known.Name} is in {directory}.");
    }

    private void DownloadArchives(
        KnownDataset known, string directory, IProgress<string>? progress, CancellationToken cancellation)
    {
        using Download download = connect();
        foreach (PublishedFile archive in known.Archives)
        {
            try
            {
                string path = Path.Combine(directory, archive.Name);
                // On a thread of the pool, so that a caller with a synchronization context is not waited for.
                Task.Run(() => download.FetchAsync(archive, path, progress, cancellation), cancellation)
                    .GetAwaiter().GetResult();
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                throw new DatasetUnavailableException(
                    $"{archive.Name} could not be written to {directory} ({refused.Message}). "
                    + $"Make room there, or name another directory with {DatasetCache.DirectoryVariable}.", refused);
            }
            catch (DatasetUnavailableException unavailable)
            {
                throw new DatasetUnavailableException(
                    $"{unavailable.Message}\n{ByHand(known)}", unavailable);
            }
        }
    }

    /// <summary>What to do without a network.</summary>
    public static string ByHand(KnownDataset known) =>
        $"By hand: download {string.Join(", ", known.Archives.Select(archive => archive.Mirrors[0]))}"
        + (known.Format.InnerDirectory.Length > 0 ? ", unpack it" : "")
        + $", and name its directory in {DatasetCatalog.DirectoryVariable}.";

    private bool IsWhole(KnownDataset known)
    {
        try
        {
            Load(known);
            return true;
        }
        catch (DatasetUnavailableException)
        {
            return false;
        }
    }

    private static void DeleteArchives(KnownDataset known, string directory)
    {
        foreach (PublishedFile archive in known.Archives)
        {
            File.Delete(Path.Combine(directory, archive.Name + ".partial"));
            if (!known.Format.FileNames.Contains(archive.Name)) // else it is read as it came
            {
                File.Delete(Path.Combine(directory, archive.Name));
            }
        }
    }
}
