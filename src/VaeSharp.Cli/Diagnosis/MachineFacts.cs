using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace VaeSharp.Cli.Diagnosis;

/// <summary>The operating system and what the hardware offers.</summary>
internal static class MachineFacts
{
    private const long LeastMemory = 2L << 30;
    private const long LeastDisk = 200L << 20;
    private static readonly Version OldestGlibc = new(2, 28);

    public static IEnumerable<Finding> All(string runsDirectory)
    {
        yield return Finding.Of("operatingSystem", "system", OperatingSystemName());
        yield return Finding.Of(
            "kernel", "kernel", $"{Environment.OSVersion.VersionString}, {RuntimeInformation.OSArchitecture}");
        yield return Finding.Of("dotnet", ".NET", RuntimeInformation.FrameworkDescription);
        if (OperatingSystem.IsLinux())
        {
            yield return Glibc();
            yield return Cpp();
        }

        yield return new("cores", "cores", $"{Environment.ProcessorCount}", Environment.ProcessorCount);
        yield return Vectors();
        yield return Memory();
        yield return Disk(runsDirectory);
    }

    private static string OperatingSystemName()
    {
        const string release = "/etc/os-release";
        string? pretty = !File.Exists(release)
            ? null
            : File.ReadLines(release).FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal));
        return pretty?["PRETTY_NAME=".Length..].Trim('"') ?? RuntimeInformation.OSDescription;
    }

    private static Finding Glibc()
    {
        Version? version = SystemLibraries.Glibc();
        return new("glibc", "glibc", version?.ToString() ?? "none", version?.ToString(),
            version is null || version < OldestGlibc ? Health.Broken : Health.Good,
            version is null ? $"libtorch needs glibc {OldestGlibc} or newer; this system uses another C library."
            : version < OldestGlibc ? $"libtorch needs glibc {OldestGlibc} or newer: use a newer system or a container."
            : null);
    }

    private static Finding Cpp() => SystemLibraries.Cpp() is var (path, newest)
        ? new("libstdcxx", "libstdc++", $"GLIBCXX_{newest} ({path})", $"GLIBCXX_{newest}")
        : new("libstdcxx", "libstdc++", "not found", null, Health.Weak,
            "If libtorch does not load, install it: apt install libstdc++6.");

    private static Finding Vectors()
    {
        (string Name, bool Here)[] known =
        [
            ("sse4.2", Sse42.IsSupported), ("avx", Avx.IsSupported), ("avx2", Avx2.IsSupported),
            ("fma", Fma.IsSupported), ("avx512f", Avx512F.IsSupported), ("neon", AdvSimd.IsSupported),
        ];
        string[] here = [.. known.Where(pair => pair.Here).Select(pair => pair.Name)];
        bool fast = Avx2.IsSupported || AdvSimd.IsSupported;
        return new(
            "vectorInstructions", "vector instructions", here.Length > 0 ? string.Join(" ", here) : "none known", here,
            fast ? Health.Good : Health.Weak,
            fast ? null : "Without AVX2 training takes several times as long as the recipes say.");
    }

    private static Finding Memory()
    {
        long bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new("memoryBytes", "memory", Size(bytes), bytes, bytes < LeastMemory ? Health.Weak : Health.Good,
            bytes < LeastMemory ? $"Below {Size(LeastMemory)} only the small recipes fit." : null);
    }

    private static Finding Disk(string runsDirectory)
    {
        if (!Writable.Is(runsDirectory))
        {
            return new("freeDiskBytes", "free disk", $"{runsDirectory} cannot be written to", null, Health.Weak,
                "Runs are kept there unless --run names another place.");
        }

        long bytes = new DriveInfo(Writable.Existing(runsDirectory)!).AvailableFreeSpace;
        return new("freeDiskBytes", "free disk", $"{Size(bytes)} at {runsDirectory}", bytes,
            bytes < LeastDisk ? Health.Broken : Health.Good,
            bytes < LeastDisk
                ? $"A run needs up to {Size(LeastDisk)}: free some, or name another place with --run."
                : null);
    }

    private static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0} MiB");
}
