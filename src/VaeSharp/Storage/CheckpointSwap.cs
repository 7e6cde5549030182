namespace VaeSharp.Storage;

/// <summary>Puts a new checkpoint in the place of an old one so that one of them is always whole on the disk.</summary>
internal sealed class CheckpointSwap(IFileSystem files, string path)
{
    private readonly string _parent = Path.GetDirectoryName(path)!;
    private readonly CheckpointRemains _remains = new(files);

    /// <summary>Where the old checkpoint waits until the new one is in place.</summary>
    public static string PreviousOf(string path) => path + ".old";

    private string Previous => PreviousOf(path);

    /// <summary>Writes the new checkpoint beside the old, then swaps.</summary>
    public void Run(Action<CheckpointWriter> write)
    {
        CheckpointRemains.DemandReplaceable(path);
        CheckpointRemains.DemandReplaceable(Previous);
        files.CreateDirectory(_parent);
        foreach (FileSystemInfo stale in PartialName.Stale(path))
        {
            TryDelete(() => _remains.DeletePartial(stale.FullName));
        }

        string partial = PartialName.For(path);
        try
        {
            _remains.DeletePartial(partial);
            DiskEntry.DemandDirectoryOrNothing(partial);
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
            TryDelete(() => _remains.DeletePartial(partial));
            throw;
        }
        // From here on the new one stands; an old one that cannot go now goes at the next swap.
        TryDelete(() => _remains.DeleteFinished(Previous));
    }

    /// <summary>Frees the name, keeping a good old checkpoint under one name or the other.</summary>
    private void MakeRoom()
    {
        if (!Directory.Exists(path))
        {
            return; // a swap was cut short: what waits as .old is the old checkpoint
        }

        if (Directory.Exists(Previous))
        {
            if (!CheckpointDirectory.Verifies(path))
            {
                _remains.DeleteFinished(path);
                files.SyncDirectory(_parent);
                return;
            }

            _remains.DeleteFinished(Previous);
        }

        files.RenameDirectory(path, Previous);
        files.SyncDirectory(_parent);
    }

    private static void TryDelete(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or StorageFormatException)
        {
        }
    }
}
