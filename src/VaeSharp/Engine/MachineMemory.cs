using System.Globalization;

namespace VaeSharp.Engine;

/// <summary>How much memory this process may take: the machine's, or less where a control group (a container, a service) has a
/// limit; bytes.</summary>
internal static class MachineMemory
{
    /// <summary>Of this machine, as of its first question.</summary>
    public static long Total { get; } = OperatingSystem.IsLinux() ? Of("/") : Runtime;

    // .NET knows the limit of a container too, and keeps a quarter of it for others than its heap.
    private static long Runtime => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>What Linux says in the files below <paramref name="root"/>.</summary>
    internal static long Of(string root)
    {
        long machine = Lines(Path.Combine(root, "proc/meminfo")).Where(line => line.StartsWith("MemTotal:", StringComparison.Ordinal))
            .Select(line => 1024 * long.Parse(line["MemTotal:".Length..].Split("kB")[0], CultureInfo.InvariantCulture))
            .FirstOrDefault(Runtime);
        return Lines(Path.Combine(root, "proc/self/cgroup")).SelectMany(line => Limits(root, line)).Append(machine).Min();
    }

    // "0::/user.slice/a" of version 2, "9:cpu,memory:/a" of version 1. A group has its own limit and those of all above it; in a
    // container the path may be one of the host's, and the container's own group stands at the top.
    private static IEnumerable<long> Limits(string root, string line)
    {
        string[] parts = line.Split(':', 3);
        if (parts.Length < 3 || (parts[1].Length > 0 && !parts[1].Split(',').Contains("memory")))
        {
            yield break;
        }

        (string top, string file) = parts[1].Length == 0
            ? ("sys/fs/cgroup", "memory.max")
            : ("sys/fs/cgroup/memory", "memory.limit_in_bytes");
        for (string? group = parts[2].Trim('/'); group is not null; group = group.Length == 0 ? null : Path.GetDirectoryName(group) ?? "")
        {
            foreach (string text in Lines(Path.Combine(root, top, group, file)))
            {
                if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) && limit > 0)
                {
                    yield return limit;
                }
            }
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
