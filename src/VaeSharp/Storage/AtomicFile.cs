using System.Text;

namespace VaeSharp.Storage;

/// <summary>Writes a file so that its name holds the old content or the new, never a part.</summary>
/// <remarks>
/// The content goes to a temporary name in the same directory, is flushed to the disk, renamed over the old file,
/// and the directory is flushed: after a power cut one of the two is there, whole
/// (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014).
/// </remarks>
internal static class AtomicFile
{
    /// <summary>Writes beside <paramref name="path"/>, flushes to the disk, then renames over it.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="write">Writes the whole content. What it throws reaches the caller; the old file stays.</param>
    /// <exception cref="IOException">The disk refused; the message says the path and what is there now.</exception>
    public static void Write(string path, Action<Stream> write) => Write(DiskFileSystem.Instance, path, write);

    /// <summary>Writes UTF-8 text without a byte-order mark, as <see cref="Write(string, Action{Stream})"/>.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    internal static void Write(IFileSystem files, string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        string temporary = PartialName.For(full);
        string state = "the file there before, if any, is untouched";
        try
        {
            foreach (FileSystemInfo stale in PartialName.Stale(full))
            {
                if (DiskEntry.KindOf(stale.FullName) is EntryKind.File or EntryKind.Link)
                {
                    files.DeleteFile(stale.FullName);
                }
            }

            using (Stream stream = files.CreateFile(temporary))
            {
                write(stream);
                files.FlushToDisk(stream);
            }

            files.RenameFile(temporary, full);
            state = "the new content is in place, but may not survive a power cut";
            files.SyncDirectory(Path.GetDirectoryName(full)!);
        }
        catch (Exception error)
        {
            TryDelete(files, temporary);
            if (error is not (IOException or UnauthorizedAccessException))
            {
                throw;
            }

            throw new IOException($"{full}: could not be written; {state}. {error.Message}", error);
        }
    }

    /// <summary>The first error is the one to report; a leftover is removed by a later write.</summary>
    private static void TryDelete(IFileSystem files, string temporary)
    {
        try
        {
            if (File.Exists(temporary))
            {
                files.DeleteFile(temporary);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
