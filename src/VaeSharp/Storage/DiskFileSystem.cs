using System.Runtime.InteropServices;

namespace VaeSharp.Storage;

/// <summary>The real disk.</summary>
internal sealed partial class DiskFileSystem : IFileSystem
{
    private const int ReadOnly = 0;
    private const int InvalidArgument = 22; // EINVAL, the same number on Linux and macOS

    public static DiskFileSystem Instance { get; } = new();

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    // Never through a name that is there: it could be a link.
    public Stream CreateFile(string path)
    {
        if (DiskEntry.KindOf(path) != EntryKind.None)
        {
            DeleteFile(path);
        }

        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
    }

    public void FlushToDisk(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    public void RenameFile(string from, string to) => File.Move(from, to, overwrite: true);

    public void RenameDirectory(string from, string to) => Directory.Move(from, to);

    public void DeleteFile(string path)
    {
        // Windows calls a link to a directory a directory.
        if (OperatingSystem.IsWindows() && DiskEntry.KindOf(path) == EntryKind.Link && Directory.Exists(path))
        {
            Directory.Delete(path);
        }
        else
        {
            File.Delete(path);
        }
    }

    public void DeleteDirectory(string path) => Directory.Delete(path);

    /// <summary>Does nothing on Windows, where a directory cannot be flushed and a rename is journalled.</summary>
    public void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = OpenDescriptor(path, ReadOnly | CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure(path, "open");
        }

        try
        {
            // Some file systems (network, FUSE) cannot flush a directory and answer EINVAL.
            if (Synchronize(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
            {
                throw Failure(path, "flush");
            }
        }
        finally
        {
            _ = CloseDescriptor(descriptor);
        }
    }

    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    private static IOException Failure(string path, string what) =>
        new($"{path}: cannot {what} the directory: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseDescriptor(int descriptor);
}
