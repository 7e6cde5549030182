using System.ComponentModel;
using System.Diagnostics;

namespace VaeSharp.Storage;

/// <summary>A process by number and start: the number alone is used again, in containers even at once.</summary>
internal readonly record struct ProcessIdentity(int Id, DateTimeOffset Started)
{
    /// <summary>The kernel counts starts in ticks since boot, so two readings differ by fractions of a second.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    public static ProcessIdentity Current { get; } =
        new(Environment.ProcessId, StartOf(Environment.ProcessId) ?? DateTimeOffset.UtcNow);

    public bool IsAlive => StartOf(Id) is { } started && (started - Started).Duration() <= Tolerance;

    /// <summary>Whether the process of that number may have written something at that time.</summary>
    public static bool CouldHaveWritten(int id, DateTimeOffset time) =>
        StartOf(id) is { } started && started <= time + Tolerance;

    /// <summary>Null when there is no such process.</summary>
    private static DateTimeOffset? StartOf(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return null;
        }
        catch (Win32Exception)
        {
            return DateTimeOffset.MinValue; // another user's: alive, its start is not told
        }
    }
}
