using System.Runtime.InteropServices;

namespace VaeSharp.Engine;

/// <summary>Asks the C library to keep the memory that one training step frees for the next one.</summary>
/// <remarks>
/// glibc gives large blocks back to the system when they are freed, and the next step pays for each page anew: up to
/// half of a step, and more as the heap's layout shifts in a long run. docs/performance.md has the figures.
/// </remarks>
internal static partial class NativeMemoryPolicy
{
    // malloc.h: M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD, and the greatest value that the last one takes.
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MapThreshold = -3;
    private const int LargestMapThreshold = 32 << 20;
    private const string Own = "MALLOC_TRIM_THRESHOLD_";

    /// <summary>Does so on glibc, unless the user has chosen by glibc's own variable.</summary>
    internal static void Apply()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Own) is not null)
        {
            return;
        }

        try
        {
            _ = SetOption(TrimThreshold, int.MaxValue);
            _ = SetOption(MapThreshold, LargestMapThreshold);
            _ = SetOption(TopPad, 16 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which has no such options.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
