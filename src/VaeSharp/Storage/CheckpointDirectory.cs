using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace VaeSharp.Storage;

/// <summary>A directory of files that are valid together, or not at all.</summary>
/// <remarks>
/// <c>manifest.json</c> lists each file with its size and SHA-256. Opening checks all of them first and then reads
/// from the same open files, so that a checkpoint replaced meanwhile does not mix with this one.
/// </remarks>
internal sealed class CheckpointDirectory : IDisposable
{
    private const int Attempts = 10;
    private const int ChunkBytes = 1 << 18;
    private readonly Dictionary<string, SafeFileHandle> _handles = new(StringComparer.Ordinal);
    private readonly CheckpointManifest _manifest;

    private CheckpointDirectory(string directory)
    {
        Location = directory;
        _manifest = ReadManifest(directory);
        try
        {
            // All are open before any is read: a swap meanwhile would show files of another checkpoint.
            foreach (CheckpointFile file in _manifest.Files)
            {
                _handles.Add(file.Name, OpenFile(file));
            }

            foreach (CheckpointFile file in _manifest.Files)
            {
                Verify(file, _handles[file.Name]);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The directory that was opened: the asked one, or with <c>.old</c> when that is the whole one.</summary>
    public string Location { get; }

    /// <summary>Whether the asked checkpoint was missing or damaged and the one before it was opened.</summary>
    public bool IsPrevious { get; private init; }

    /// <summary>All files, in the order of their names.</summary>
    public IReadOnlyList<CheckpointFile> Files => _manifest.Files;

    /// <summary>The writer's free text.</summary>
    public IReadOnlyDictionary<string, string> Properties => _manifest.Properties;

    /// <summary>A property that must be a whole number from 1 to <paramref name="maximum"/>.</summary>
    /// <exception cref="StorageFormatException">It is missing or something else.</exception>
    public int Number(string key, int maximum)
    {
        string? text = Properties.GetValueOrDefault(key);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && value >= 1 && value <= maximum
            ? value
            : throw new StorageFormatException(Location, $"{key} {text ?? "missing"}", $"a whole number from 1 to {maximum}");
    }

    /// <summary>Writes a new checkpoint and puts it in the place of the one at <paramref name="path"/>.</summary>
    /// <param name="path">The checkpoint's directory. Beside it, <c>.partial-*</c> and <c>.old</c> come and go.</param>
    /// <param name="write">Writes all files. What it throws reaches the caller; the old checkpoint stays.</param>
    /// <exception cref="IOException">The disk refused, or something there is not a checkpoint.</exception>
    /// <exception cref="StorageFormatException">A newer version of VaeSharp wrote what is there.</exception>
    public static void Replace(string path, Action<CheckpointWriter> write) =>
        Replace(DiskFileSystem.Instance, path, write);

    internal static void Replace(IFileSystem files, string path, Action<CheckpointWriter> write)
    {
        string full = Normalize(path);
        try
        {
            new CheckpointSwap(files, full).Run(write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{full}: the new checkpoint could not be written{(Exists(full) ? "; the last one can still be opened" : "")}. "
                + error.Message, error);
        }
    }

    /// <summary>Whether there is something to open, whole or not.</summary>
    public static bool Exists(string path)
    {
        string full = Normalize(path);
        return HasManifest(full) || HasManifest(CheckpointSwap.PreviousOf(full));
    }

    /// <summary>Opens a checkpoint after checking every file of it.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="StorageFormatException">It is damaged and so is the one before, or it is too new.</exception>
    public static CheckpointDirectory Open(string path)
    {
        string full = Normalize(path);
        for (int attempt = 1; ; attempt++)
        {
            byte[]? before = ManifestBytes(full);
            try
            {
                return OpenEither(full);
            }
            // A swap moves the directory away for a moment, and what was opened before and after it does not fit together.
            catch (Exception error) when (attempt < Attempts && IsDamage(error)
                && (IsAbsence(error) || !before.AsSpan().SequenceEqual(ManifestBytes(full))))
            {
            }
        }
    }

    /// <summary>The bytes of one file.</summary>
    /// <exception cref="StorageFormatException">The checkpoint has no such file.</exception>
    public byte[] ReadBytes(string name)
    {
        SafeFileHandle handle = Handle(name);
        byte[] bytes = new byte[RandomAccess.GetLength(handle)];
        handle.ReadExactly(bytes, 0, name);
        return bytes;
    }

    /// <summary>The UTF-8 text of one file.</summary>
    /// <exception cref="StorageFormatException">The checkpoint has no such file.</exception>
    public string ReadText(string name) => Encoding.UTF8.GetString(ReadBytes(name));

    /// <summary>The tensors of one file; usable until this checkpoint is disposed.</summary>
    /// <exception cref="StorageFormatException">The checkpoint has no such file, or it holds no tensors.</exception>
    public SafetensorsFile OpenTensors(string name) =>
        SafetensorsFile.Open(Handle(name), Path.Combine(Location, name));

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        foreach (SafeFileHandle handle in _handles.Values)
        {
            handle.Dispose();
        }
    }

    /// <summary>Whether a checkpoint is there and every file of it is as its manifest says; the one before does not count.</summary>
    public static bool Verifies(string directory)
    {
        try
        {
            using var checkpoint = new CheckpointDirectory(directory);
            return true;
        }
        catch (Exception error) when (IsDamage(error))
        {
            return false;
        }
    }

    /// <summary>Whether <see cref="Replace(string, Action{CheckpointWriter})"/> could put a checkpoint there, asked before work that
    /// would be lost otherwise.</summary>
    /// <exception cref="IOException">A link, a file or a directory with more in it than a checkpoint stands there.</exception>
    public static void DemandReplaceable(string path)
    {
        string full = Normalize(path);
        CheckpointRemains.DemandReplaceable(full);
        CheckpointRemains.DemandReplaceable(CheckpointSwap.PreviousOf(full));
    }

    /// <exception cref="FileNotFoundException">There is none.</exception>
    internal static CheckpointManifest ReadManifest(string directory)
    {
        string path = Path.Combine(directory, CheckpointManifest.FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{directory}: no checkpoint is there ({CheckpointManifest.FileName} is missing).");
        }

        DiskEntry.DemandFileOrNothing(path);
        using SafeFileHandle handle = ExactReading.Open(path);
        long length = RandomAccess.GetLength(handle);
        if (length > CheckpointManifest.MaximumBytes)
        {
            throw new StorageFormatException(path, $"{length} bytes", $"at most {CheckpointManifest.MaximumBytes}");
        }

        byte[] json = new byte[length];
        handle.ReadExactly(json, 0, path);
        return CheckpointManifest.Parse(path, json);
    }

    private static byte[]? ManifestBytes(string directory)
    {
        try
        {
            string path = Path.Combine(directory, CheckpointManifest.FileName);
            return DiskEntry.KindOf(path) == EntryKind.File && new FileInfo(path).Length <= CheckpointManifest.MaximumBytes
                ? File.ReadAllBytes(path)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static CheckpointDirectory OpenEither(string path)
    {
        try
        {
            return new CheckpointDirectory(path);
        }
        catch (Exception error) when (IsDamage(error) && Verifies(CheckpointSwap.PreviousOf(path)))
        {
            return new CheckpointDirectory(CheckpointSwap.PreviousOf(path)) { IsPrevious = true };
        }
    }

    private SafeFileHandle OpenFile(CheckpointFile file)
    {
        string path = Path.Combine(Location, file.Name);
        if (!File.Exists(path))
        {
            throw new StorageFormatException(path, "no such file", $"{file.Size} bytes") { IsAbsence = true };
        }

        if (DiskEntry.KindOf(path) is not EntryKind.File and var kind)
        {
            throw new StorageFormatException(path, DiskEntry.InWords(kind), "a regular file");
        }

        return ExactReading.Open(path);
    }

    private void Verify(CheckpointFile file, SafeFileHandle handle)
    {
        string path = Path.Combine(Location, file.Name);
        long size = RandomAccess.GetLength(handle);
        if (size != file.Size)
        {
            throw new StorageFormatException(path, $"{size} bytes", $"{file.Size} bytes");
        }

        string digest = Digest(handle, size, path);
        if (digest != file.Sha256)
        {
            throw new StorageFormatException(path, $"SHA-256 {digest}", $"{file.Sha256}; the file is damaged");
        }
    }

    private static string Digest(SafeFileHandle handle, long size, string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = new byte[(int)Math.Min(size, ChunkBytes)];
        for (long done = 0; done < size; done += chunk.Length)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, size - done));
            handle.ReadExactly(part, done, path);
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private SafeFileHandle Handle(string name) => _handles.TryGetValue(name, out SafeFileHandle? handle)
        ? handle
        : throw new StorageFormatException(Location, $"no file '{name}'", string.Join(", ", _handles.Keys));

    private static bool IsAbsence(Exception error) =>
        error is FileNotFoundException or DirectoryNotFoundException or StorageFormatException { IsAbsence: true };

    private static bool IsDamage(Exception error) =>
        IsAbsence(error) || error is StorageFormatException { IsNewerFormat: false };

    private static bool HasManifest(string directory) =>
        File.Exists(Path.Combine(directory, CheckpointManifest.FileName));

    private static string Normalize(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
