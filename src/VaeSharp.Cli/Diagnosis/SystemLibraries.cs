using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace VaeSharp.Cli.Diagnosis;

/// <summary>The C and C++ libraries of a Linux system, which libtorch's natives are built against.</summary>
internal static class SystemLibraries
{
    private const string CppLibrary = "libstdc++.so.6";
    private const long MostBytes = 64 << 20;
    private static readonly SearchValues<byte> VersionBytes = SearchValues.Create("0123456789."u8);

    /// <summary>The version of glibc, or null where the system uses another C library.</summary>
    public static Version? Glibc()
    {
        try
        {
            return Version.TryParse(Marshal.PtrToStringUTF8(GlibcVersion()), out Version? found) ? found : null;
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The libstdc++ that this process uses, or would: its path and the newest version in it.</summary>
    public static (string Path, Version Newest)? Cpp()
    {
        string? path = Loaded() ?? Usual().FirstOrDefault(File.Exists);
        return path is not null && new FileInfo(path).Length <= MostBytes
            && NewestOf(File.ReadAllBytes(path)) is { } newest
            ? (path, newest)
            : null;
    }

    /// <summary>The greatest GLIBCXX version that stands in a library's string table.</summary>
    internal static Version? NewestOf(ReadOnlySpan<byte> library)
    {
        ReadOnlySpan<byte> mark = "GLIBCXX_"u8;
        Version? newest = null;
        for (int at = library.IndexOf(mark); at >= 0; at = library.IndexOf(mark))
        {
            library = library[(at + mark.Length)..];
            int end = library.IndexOfAnyExcept(VersionBytes);
            if (end > 0 && Version.TryParse(Encoding.ASCII.GetString(library[..end]), out Version? version)
                && (newest is null || version > newest))
            {
                newest = version;
            }
        }

        return newest;
    }

    private static string? Loaded() => !File.Exists("/proc/self/maps")
        ? null
        : File.ReadLines("/proc/self/maps")
            .Where(line => line.Contains(CppLibrary, StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
            .FirstOrDefault();

    private static IEnumerable<string> Usual() =>
        from folder in (string[])["/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"]
        select Path.Combine(folder, CppLibrary);

    [DllImport("libc", EntryPoint = "gnu_get_libc_version")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint GlibcVersion();
}
