using System.Diagnostics;
using System.Globalization;

namespace VaeSharp.Engine;

/// <summary>How much of the machine's memory this process holds, libtorch's tensors included; bytes.</summary>
internal static class ProcessMemory
{
    private const string Status = "/proc/self/status";

    /// <summary>Now.</summary>
    public static long Resident() => Read("VmRSS:") ?? WithProcess(p => p.WorkingSet64);

    /// <summary>The most so far.</summary>
    public static long PeakResident() => Read("VmHWM:") ?? WithProcess(p => p.PeakWorkingSet64);

    private static long? Read(string key)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        string? line = File.ReadLines(Status).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null
            ? null
            : 1024 * long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static long WithProcess(Func<Process, long> figure)
    {
        using var process = Process.GetCurrentProcess();
        return figure(process);
    }
}
