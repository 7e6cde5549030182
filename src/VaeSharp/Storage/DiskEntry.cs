using System.Runtime.InteropServices;

namespace VaeSharp.Storage;

/// <summary>Looks at names before anything is opened, replaced or deleted, since a folder from elsewhere may hold links to
/// any place of the user's, and pipes and devices that never end.</summary>
internal static partial class DiskEntry
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeOnly = 1, NamesToo = 4, ChangeAndNumber = 0x180; // STATX_TYPE, _NLINK, _CTIME and _INO
    private const int LinuxModeOffset = 28, DarwinModeOffset = 4; // of st_mode in struct statx and in struct stat
    private const int LinuxNamesOffset = 16, DarwinNamesOffset = 6; // of st_nlink in the same
    private const int NameTaken = 17, NameTakenOnWindows = 183; // EEXIST, ERROR_ALREADY_EXISTS
    private const int WouldBlock = 11, WouldBlockOnDarwin = 35, SharingViolation = 32, LockViolation = 33;
    private const int TypeMask = 0xF000, Regular = 0x8000, Folder = 0x4000, SymbolicLink = 0xA000;

    /// <summary>What stands at the name itself: a link is a link, wherever it points.</summary>
    public static EntryKind KindOf(string path) => Look(path, follow: false);

    /// <summary>For what grows, is read or is replaced in a folder of ours: a regular file, or nothing yet.</summary>
    /// <exception cref="IOException">Something else stands there; the message names it.</exception>
    public static void DemandFileOrNothing(string path)
    {
        EntryKind kind = KindOf(path);
        if (kind is EntryKind.File or EntryKind.None)
        {
            return;
        }

        throw new IOException($"{path}: is {InWords(kind)}; expected a regular file. Move it away.");
    }

    /// <summary>For what a user names: a regular file, also by way of links.</summary>
    /// <exception cref="IOException">A pipe, a device or a directory stands there.</exception>
    public static void DemandReadable(string path)
    {
        EntryKind kind = Look(path, follow: true);
        if (kind is EntryKind.File or EntryKind.None)
        {
            return;
        }

        throw new IOException($"{path}: is {InWords(kind)}; expected a regular file.");
    }

    /// <summary>For a directory that is written into: a true one, or nothing yet.</summary>
    /// <exception cref="IOException">A link or a file stands there.</exception>
    public static void DemandDirectoryOrNothing(string path)
    {
        EntryKind kind = KindOf(path);
        if (kind is EntryKind.Directory or EntryKind.None)
        {
            return;
        }

        throw new IOException($"{path}: is {InWords(kind)}; expected a directory. Nothing was changed; move it away.");
    }

    /// <summary>Makes a directory that nobody has made yet; of several that try at once one gets it.</summary>
    /// <returns>False where something has that name already.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static bool TryCreateDirectory(string path)
    {
        bool made = OperatingSystem.IsWindows() ? CreateDirectory(path, 0) : MakeDirectory(path, 0x1FF) == 0;
        if (made)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() is NameTaken or NameTakenOnWindows
            ? false
            : throw new IOException($"{path}: the folder cannot be made: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>Whether the file has a second name somewhere (a hard link), so that what is done to it is done there too.</summary>
    public static bool HasOtherNames(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        Span<byte> buffer = stackalloc byte[256];
        bool found = OperatingSystem.IsMacOS()
            ? LinkStatus(path, buffer) == 0
            : ExtendedStatus(CurrentDirectory, path, NoFollow, TypeOnly | NamesToo, buffer) == 0;
        if (!found)
        {
            return false;
        }

        return OperatingSystem.IsMacOS()
            ? MemoryMarshal.Read<ushort>(buffer[DarwinNamesOffset..]) > 1
            : MemoryMarshal.Read<uint>(buffer[LinuxNamesOffset..]) > 1;
    }

    /// <summary>Differs once a file has been written to or replaced, also where its length and its time were put back.</summary>
    /// <remarks>The file's number on its disk and when its record last changed; on Windows when it was made. 0 for no file.</remarks>
    public static long ChangeMark(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.GetCreationTimeUtc(path).Ticks;
        }

        Span<byte> buffer = stackalloc byte[256];
        bool mac = OperatingSystem.IsMacOS();
        bool found = mac
            ? Status(path, buffer) == 0
            : ExtendedStatus(CurrentDirectory, path, 0, ChangeAndNumber, buffer) == 0;
        if (!found)
        {
            return 0;
        }

        (int number, int change) = mac ? (8, 64) : (32, 96); // st_ino and st_ctimespec; stx_ino and stx_ctime
        return HashCode64(
            MemoryMarshal.Read<long>(buffer[number..]), MemoryMarshal.Read<long>(buffer[change..]),
            MemoryMarshal.Read<int>(buffer[(change + 8)..]));
    }

    private static long HashCode64(long number, long seconds, int nanoseconds) =>
        unchecked((((number * 1_000_003) + seconds) * 1_000_000_007) + nanoseconds);

    /// <summary>Whether another process holds the file: a read-only disk is no lock.</summary>
    public static bool IsInUse(IOException error) => error.GetType() == typeof(IOException)
        && (OperatingSystem.IsWindows() ? (error.HResult & 0xFFFF) is SharingViolation or LockViolation
            : error.HResult is WouldBlock or WouldBlockOnDarwin);

    public static string InWords(EntryKind kind) => kind switch
    {
        EntryKind.Link => "a link, which is never followed",
        EntryKind.Directory => "a directory",
        EntryKind.File => "a file",
        EntryKind.Other => "a pipe or a device",
        _ => "missing",
    };

    private static EntryKind Look(string path, bool follow)
    {
        if (OperatingSystem.IsWindows())
        {
            return OfAttributes(path, follow);
        }

        Span<byte> buffer = stackalloc byte[256];
        int failed = OperatingSystem.IsMacOS()
            ? follow ? Status(path, buffer) : LinkStatus(path, buffer)
            : ExtendedStatus(CurrentDirectory, path, follow ? 0 : NoFollow, TypeOnly, buffer);
        if (failed != 0)
        {
            return EntryKind.None;
        }

        int offset = OperatingSystem.IsMacOS() ? DarwinModeOffset : LinuxModeOffset;
        return (MemoryMarshal.Read<ushort>(buffer[offset..]) & TypeMask) switch
        {
            Regular => EntryKind.File,
            Folder => EntryKind.Directory,
            SymbolicLink => EntryKind.Link,
            _ => EntryKind.Other,
        };
    }

    private static EntryKind OfAttributes(string path, bool follow)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null && !follow)
        {
            return EntryKind.Link;
        }

        return info.Exists ? EntryKind.File : Directory.Exists(path) ? EntryKind.Directory : EntryKind.None;
    }

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakeDirectory(string path, uint mode);

    [LibraryImport("kernel32", EntryPoint = "CreateDirectoryW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateDirectory(string path, nint security);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ExtendedStatus(int directory, string path, int flags, uint mask, Span<byte> buffer);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinkStatus(string path, Span<byte> buffer);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(string path, Span<byte> buffer);
}
