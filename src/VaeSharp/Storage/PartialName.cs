using System.Globalization;

namespace VaeSharp.Storage;

/// <summary>Names of what is being written: <c>target.partial-PROCESS-COUNT</c>, beside its target.</summary>
internal static class PartialName
{
    private const string Mark = ".partial-";
    private static long _count;

    public static string For(string target) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{target}{Mark}{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");

    /// <summary>Whether a name is that of something half-written.</summary>
    public static bool IsOne(string name) => name.Contains(Mark, StringComparison.Ordinal);

    /// <summary>What processes that no longer run have left half-written for this target.</summary>
    public static IEnumerable<FileSystemInfo> Stale(string target)
    {
        string parent = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(parent))
        {
            return [];
        }

        string prefix = Path.GetFileName(target) + Mark;
        return new DirectoryInfo(parent).EnumerateFileSystemInfos()
            .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(entry => IsStale(entry, entry.Name[prefix.Length..]))
            .ToList();
    }

    private static bool IsStale(FileSystemInfo entry, string suffix) =>
        int.TryParse(suffix.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
        && !ProcessIdentity.CouldHaveWritten(process, entry.LastWriteTimeUtc);
}
