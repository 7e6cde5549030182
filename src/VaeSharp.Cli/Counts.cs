namespace VaeSharp.Cli;

/// <summary>Numbers of things for people.</summary>
internal static class Counts
{
    /// <summary>"1 thread", "2 threads".</summary>
    internal static string Threads(int count) => $"{count} thread{(count == 1 ? "" : "s")}";
}
