using System.Globalization;
using System.Text.Json;

namespace VaeSharp.Storage;

/// <summary>Holds a directory for one process; ends with <see cref="Dispose"/> or with the process.</summary>
/// <remarks>
/// The lock is the operating system's, on the open file <c>.lock</c>, and goes with the process that holds it: a stale
/// file locks nobody out. Who holds it stands in <c>.lock-owner</c>, since a locked file cannot be read everywhere;
/// that also decides on file systems that know no locks. The empty <c>.lock</c> stays: deleting it would let two
/// processes lock two files of one name.
/// </remarks>
internal sealed class DirectoryLock : IDisposable
{
    private const string LockName = ".lock";
    private const string OwnerName = ".lock-owner";

    /// <summary>Whether a file of that name is a lock's own, and says nothing of what else a directory holds.</summary>
    public static bool IsOwn(string fileName) => fileName is LockName or OwnerName;

    private readonly FileStream _held;
    private readonly string _ownerFile;
    private bool _disposed;

    private DirectoryLock(FileStream held, string ownerFile) => (_held, _ownerFile) = (held, ownerFile);

    /// <summary>Locks a directory, which must exist.</summary>
    /// <exception cref="DirectoryLockedException">A living process holds it; the message says which and since when.</exception>
    /// <exception cref="IOException">The directory does not exist or cannot be written.</exception>
    public static DirectoryLock Acquire(string directory)
    {
        string full = Path.GetFullPath(directory);
        if (!Directory.Exists(full))
        {
            throw new DirectoryNotFoundException($"{full}: no such directory to lock.");
        }

        string owner = Path.Combine(full, OwnerName);
        FileStream held = Hold(full, owner);
        try
        {
            if (ReadOwner(owner) is { IsAlive: true } other)
            {
                throw new DirectoryLockedException(full, Describe(other));
            }

            AtomicFile.Write(owner, WriteOwner);
            return new DirectoryLock(held, owner);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Whether a living process holds a directory, as far as can be told without touching it.</summary>
    public static bool IsHeld(string directory) => ReadOwner(Path.Combine(directory, OwnerName)) is { IsAlive: true };

    /// <summary>Frees the directory.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        // First the owner, while no one else can have become it.
        try
        {
            File.Delete(_ownerFile);
        }
        finally
        {
            _held.Dispose();
        }
    }

    private static FileStream Hold(string directory, string owner)
    {
        string path = Path.Combine(directory, LockName);
        DiskEntry.DemandFileOrNothing(path);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (DiskEntry.IsInUse(error))
        {
            string holder = ReadOwner(owner) is { } process ? Describe(process) : "another process";
            throw new DirectoryLockedException(directory, holder, error);
        }
    }

    private static void WriteOwner(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteNumber("process", ProcessIdentity.Current.Id);
        json.WriteString("started", ProcessIdentity.Current.Started);
        json.WriteEndObject();
    }

    /// <summary>Null when nobody, or nothing readable, stands there: then the lock itself decides.</summary>
    private static ProcessIdentity? ReadOwner(string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(ExactReading.ReadText(path));
            JsonElement root = json.RootElement;
            return new ProcessIdentity(root.GetProperty("process").GetInt32(), root.GetProperty("started").GetDateTimeOffset());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or StorageFormatException
            or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static string Describe(ProcessIdentity process) => string.Create(
        CultureInfo.InvariantCulture, $"process {process.Id}, running since {process.Started:yyyy-MM-dd HH:mm:ss} UTC");
}
