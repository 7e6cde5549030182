using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace VaeSharp.Engine;

/// <summary>A private copy of libLibTorchSharp.so whose unneeded demand for GLIBCXX_3.4.32 is marked weak.</summary>
/// <remarks>
/// The only symbol behind that version, std::ios_base_library_init, has no relocation: it is never called. In the
/// ELF section SHT_GNU_verneed the auxiliary entry's vna_flags gets VER_FLG_WEAK, one byte. Source: System V ABI,
/// gabi 4.1, symbol versioning (LSB 5.0, chapter 10.7).
/// </remarks>
[UnsupportedOSPlatform("windows")]
internal static class NativeShim
{
    internal const string OriginalDigest = "cf33b1b0bb6bbb9754a768fb5c5d04d9f498603be50e73f55621a0b40ee608b8";
    private const string FileName = "libLibTorchSharp.so";
    private const string Version = "GLIBCXX_3.4.32";
    private const uint SectionVersionNeed = 0x6ffffffe;
    private const byte FlagWeak = 2;
    private const UnixFileMode PrivateDirectory =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where the copy may lie, best first: below the user's cache directory, then a private folder beside temporary
    /// files, for a home that is missing or cannot be written.</summary>
    internal static IReadOnlyList<string> Directories()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        cache = !string.IsNullOrEmpty(cache) ? cache : home.Length > 0 ? Path.Combine(home, ".cache") : null;
        string temporary = Path.Combine(Path.GetTempPath(), "vaesharp-native-" + Environment.UserName);
        return cache is null ? [temporary] : [Path.Combine(cache, "vaesharp", "native"), temporary];
    }

    /// <summary>The path of a verified copy in the first of the directories that can be written.</summary>
    /// <exception cref="LibTorchException">Unknown original, a directory that is not private, or none can be written.</exception>
    internal static string Prepare(string original, IReadOnlyList<string> directories, string expectedDigest = OriginalDigest)
    {
        List<string> refusals = [];
        foreach (string directory in directories)
        {
            try
            {
                return Prepare(original, directory, expectedDigest);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                refusals.Add($"{directory} ({refused.Message.TrimEnd('.')})");
            }
        }

        throw new LibTorchException(
            $"libtorch needs a small private copy of {FileName} here, and no place for it can be written: "
            + $"{string.Join("; ", refusals)}. Point XDG_CACHE_HOME to a directory of yours that can be written.");
    }

    /// <summary>The path of a verified copy; made now if it is not there.</summary>
    /// <exception cref="LibTorchException">Unknown original, or the directory is not private.</exception>
    internal static string Prepare(string original, string directory, string expectedDigest = OriginalDigest)
    {
        byte[] bytes = File.ReadAllBytes(original);
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (digest != expectedDigest)
        {
            throw new LibTorchException(
                $"{original} does not load with this system's libstdc++, and its SHA-256 {digest} is not the known "
                + $"{expectedDigest}, so no patched copy is made. Use a system with {Version} (GCC 13 or newer).");
        }

        bytes[WeakFlagOffset(bytes)] |= FlagWeak;
        RequirePrivate(directory);
        string path = Path.Combine(directory, FileName);
        if (!Holds(path, bytes))
        {
            Place(path, bytes);
        }

        // Verified before every load: whoever changed it since, it is not loaded.
        return Holds(path, bytes)
            ? path
            : throw new LibTorchException($"{path} was changed while it was being written. Delete it and try again.");
    }

    /// <summary>Where the low byte of vna_flags of <see cref="Version"/> lies in an ELF64 little-endian file.</summary>
    /// <exception cref="LibTorchException">It is no such file, or does not ask for the version.</exception>
    internal static int WeakFlagOffset(ReadOnlySpan<byte> elf)
    {
        try
        {
            return FindFlag(elf);
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException)
        {
            throw new LibTorchException($"{FileName} is damaged: one of its offsets points outside of it.", fault);
        }
    }

    private static int FindFlag(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            throw new LibTorchException($"{FileName} is not a 64-bit little-endian ELF file.");
        }

        int headers = Int64At(elf, 40);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = elf.Slice(headers + (i * size), size);
            if (UInt32At(header, 4) == SectionVersionNeed)
            {
                ReadOnlySpan<byte> linked = elf.Slice(headers + ((int)UInt32At(header, 40) * size), size);
                return FindAuxiliary(elf, Int64At(header, 24), Int64At(linked, 24));
            }
        }

        throw new LibTorchException($"{FileName} has no section of needed versions.");
    }

    private static int FindAuxiliary(ReadOnlySpan<byte> elf, int need, int strings)
    {
        while (true)
        {
            int auxiliary = need + (int)UInt32At(elf, need + 8);
            for (int i = BinaryPrimitives.ReadUInt16LittleEndian(elf[(need + 2)..]); i > 0; i--)
            {
                ReadOnlySpan<byte> name = elf[(strings + (int)UInt32At(elf, auxiliary + 8))..];
                if (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) == Version)
                {
                    return auxiliary + 4;
                }

                auxiliary += (int)UInt32At(elf, auxiliary + 12);
            }

            int next = (int)UInt32At(elf, need + 12);
            need = next > 0 ? need + next : throw new LibTorchException($"{FileName} does not ask for {Version}.");
        }
    }

    private static void RequirePrivate(string directory)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(directory)!);
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, PrivateDirectory);
        }

        var info = new DirectoryInfo(directory);
        bool isPrivate = info.LinkTarget is null && (info.UnixFileMode & ~PrivateDirectory) == 0;
        try
        {
            // Only the owner may set the mode: this fails in a directory that someone else owns.
            File.SetUnixFileMode(directory, PrivateDirectory);
        }
        catch (UnauthorizedAccessException)
        {
            isPrivate = false;
        }

        if (!isPrivate)
        {
            throw new LibTorchException(
                $"{directory} must be a directory of yours alone (mode 0700, no link), as native code is loaded from "
                + "it. Remove it, or point XDG_CACHE_HOME elsewhere.");
        }
    }

    private static bool Holds(string path, byte[] bytes)
    {
        var info = new FileInfo(path);
        return info.Exists && info.LinkTarget is null && info.Length == bytes.Length
            && info.UnixFileMode == PrivateFile && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
    }

    private static void Place(string path, byte[] bytes)
    {
        string temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = PrivateFile,
        };
        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static uint UInt32At(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt32LittleEndian(elf[at..]);

    private static int Int64At(ReadOnlySpan<byte> elf, int at) =>
        checked((int)BinaryPrimitives.ReadInt64LittleEndian(elf[at..]));
}
