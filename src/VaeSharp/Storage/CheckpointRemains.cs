namespace VaeSharp.Storage;

/// <summary>Deletes checkpoints, and of them only what is known to be ours: the files that a sound manifest lists, or, of one
/// that was never finished, the plain files in it. A link is removed itself; what it points to is never touched.</summary>
internal sealed class CheckpointRemains(IFileSystem files)
{
    /// <summary>Whether all that lies there may go, so that the name becomes free.</summary>
    /// <exception cref="IOException">A link, a file, or a directory with more in it than a manifest of ours lists.</exception>
    /// <exception cref="StorageFormatException">A newer version wrote it.</exception>
    public static void DemandReplaceable(string directory)
    {
        DiskEntry.DemandDirectoryOrNothing(directory);
        if (!Directory.Exists(directory) || !Directory.EnumerateFileSystemEntries(directory).Any())
        {
            return;
        }

        if (Directory.Exists(directory) && DiskEntry.KindOf(ManifestIn(directory)) == EntryKind.None)
        {
            throw new IOException(
                $"{directory}: is not a checkpoint (no {CheckpointManifest.FileName}) and will not be replaced; move it away.");
        }

        string[] foreign = [.. Foreign(directory, ListedIn(directory))];
        if (foreign.Length > 0)
        {
            throw new IOException(
                $"{directory}: holds {string.Join(", ", foreign.Take(3))}{(foreign.Length > 3 ? " and more" : "")}, which the "
                + "checkpoint's manifest does not list; it will not be replaced. Move that away.");
        }
    }

    /// <summary>Deletes a finished checkpoint; the manifest goes last, so that half a deletion is still known as one.</summary>
    public void DeleteFinished(string directory)
    {
        if (DiskEntry.KindOf(directory) == EntryKind.None)
        {
            return;
        }

        DemandReplaceable(directory);
        Delete(directory, ListedIn(directory));
    }

    /// <summary>Deletes what an unfinished write has left: a link itself, a file, or a directory's own plain files.</summary>
    public void DeletePartial(string path)
    {
        switch (DiskEntry.KindOf(path))
        {
            case EntryKind.None:
                return;
            case EntryKind.Directory:
                Delete(path, [.. new DirectoryInfo(path).EnumerateFileSystemInfos()
                    .Where(entry => PlainName.IsPlain(entry.Name)).Select(entry => entry.Name)]);
                return;
            default:
                files.DeleteFile(path);
                return;
        }
    }

    private void Delete(string directory, IEnumerable<string> names)
    {
        foreach (string name in names.OrderBy(name => name == CheckpointManifest.FileName))
        {
            string path = Path.Combine(directory, name);
            if (DiskEntry.KindOf(path) is EntryKind.File or EntryKind.Link)
            {
                files.DeleteFile(path);
            }
        }
        // Where something else lies there, the directory stays, with it.
        if (!Directory.EnumerateFileSystemEntries(directory).Any())
        {
            files.DeleteDirectory(directory);
        }
    }

    private static HashSet<string> ListedIn(string directory) => Directory.EnumerateFileSystemEntries(directory).Any()
        ? [.. CheckpointDirectory.ReadManifest(directory).Files.Select(file => file.Name), CheckpointManifest.FileName]
        : [];

    private static IEnumerable<string> Foreign(string directory, HashSet<string> listed) =>
        new DirectoryInfo(directory).EnumerateFileSystemInfos()
            .Where(entry => !listed.Contains(entry.Name) || DiskEntry.KindOf(entry.FullName) != EntryKind.File)
            .Select(entry => entry.Name);

    private static string ManifestIn(string directory) => Path.Combine(directory, CheckpointManifest.FileName);
}
