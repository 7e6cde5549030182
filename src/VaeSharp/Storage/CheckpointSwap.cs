namespace VaeSharp.Storage;

/// <summary>Puts a new checkpoint in the place of an old one so that one of them is always whole on the disk.</summary>
internal sealed class CheckpointSwap(IFileSystem files, string path)
{
    private readonly string _parent = Path.GetDirectoryName(path)!;

    /// <summary>Where the old checkpoint waits until the new one is in place.</summary>
    public static string PreviousOf(string path) => path + ".old";

    private string Previous => PreviousOf(path);

    /// <summary>Writes the new checkpoint beside the old, then swaps.</summary>
    public void Run(Action<CheckpointWriter> write)
    {
        DemandReplaceable(path);
        DemandReplaceable(Previous);
        files.CreateDirectory(_parent);
        foreach (FileSystemInfo stale in PartialName.Stale(path)) DeleteTree(stale.FullName);
        string partial = PartialName.For(path);
        try
        {
            DeleteTree(partial);
            files.CreateDirectory(partial);
            var writer = new CheckpointWriter(files, partial);
            write(writer);
            writer.Finish();
            MakeRoom();
            files.RenameDirectory(partial, path);
            files.SyncDirectory(_parent);
        }
        catch
        {
            TryDeleteTree(partial);
            throw;
        }
        // From here on the new one stands; an old one that cannot go now goes at the next swap.
        TryDeleteTree(Previous);
    }

    /// <summary>Frees the name, keeping a good old checkpoint under one name or the other.</summary>
    private void MakeRoom()
    {
        if (!Directory.Exists(path)) return; // a swap was cut short: what waits as .old is the old checkpoint
        if (Directory.Exists(Previous))
        {
            if (!CheckpointDirectory.Verifies(path))
            {
                DeleteTree(path);
                files.SyncDirectory(_parent);
                return;
            }
            DeleteTree(Previous);
        }
        files.RenameDirectory(path, Previous);
        files.SyncDirectory(_parent);
    }

    /// <summary>Deletes nothing that is not ours or that a newer version wrote.</summary>
    private static void DemandReplaceable(string directory)
    {
        if (File.Exists(directory)) throw new IOException($"{directory}: is a file, not a checkpoint; move it away.");
        if (!Directory.Exists(directory) || !Directory.EnumerateFileSystemEntries(directory).Any()) return;
        if (!File.Exists(Path.Combine(directory, CheckpointManifest.FileName)))
            throw new IOException(
                $"{directory}: is not a checkpoint (no {CheckpointManifest.FileName}) and will not be replaced; move it away.");
        try
        {
            CheckpointDirectory.ReadManifest(directory);
        }
        catch (StorageFormatException error) when (!error.IsNewerFormat)
        {
        }
    }

    /// <summary>The manifest goes last, so that half a deletion is still known as a checkpoint's.</summary>
    private void DeleteTree(string directory)
    {
        if (!Directory.Exists(directory))
        {
            if (File.Exists(directory)) files.DeleteFile(directory);
            return;
        }
        var entries = new DirectoryInfo(directory).GetFileSystemInfos();
        foreach (FileSystemInfo entry in entries.OrderBy(e => e.Name == CheckpointManifest.FileName))
        {
            bool isRealDirectory = entry is DirectoryInfo && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
            if (isRealDirectory) DeleteTree(entry.FullName);
            else files.DeleteFile(entry.FullName);
        }
        files.DeleteDirectory(directory);
    }

    private void TryDeleteTree(string directory)
    {
        try
        {
            DeleteTree(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
