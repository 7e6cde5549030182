using System.Diagnostics;

namespace VaeSharp.Benchmarks;

/// <summary>A program that was called ended with a fault; the message holds what it said.</summary>
internal sealed class ChildFailedException(string message) : Exception(message);

/// <summary>What a program printed, also on standard error, and how long it took from start to end.</summary>
internal sealed record ChildResult(string Output, string Error, double Seconds);

/// <summary>Each thing is measured in a process of its own, so that none warms up, fills or slows another.</summary>
internal static class ChildProcess
{
    // Some machines name a processor here that makes OpenBLAS slow.
    private static readonly string[] UnwantedByPython = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

    /// <summary>This build's <c>vae</c>.</summary>
    internal static string Vae { get; } = In(AppContext.BaseDirectory, "vae");

    /// <summary>This program.</summary>
    internal static string Self => Environment.ProcessPath!;

    /// <summary>An executable in a folder, with the ending that the system wants.</summary>
    internal static string In(string folder, string name) =>
        Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>Runs a program to its end; what it says on standard error is shown only where it fails.</summary>
    /// <exception cref="ChildFailedException">It cannot be started, or ended with a fault.</exception>
    internal static ChildResult Run(string program, params IReadOnlyList<string> arguments) =>
        Run(program, new Dictionary<string, string>(), arguments);

    /// <summary>The same with variables of the environment beside those of this process.</summary>
    /// <inheritdoc cref="Run(string, IReadOnlyList{string})" path="/exception"/>
    internal static ChildResult Run(
        string program, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OPENBLAS_VERBOSE"] = "2"; // it then says on standard error which kernels it takes
        foreach (string name in UnwantedByPython)
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        string line = $"{Path.GetFileName(program)} {string.Join(' ', arguments)}";
        long began = Stopwatch.GetTimestamp();
        using Process process = Start(start, line);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return process.ExitCode == 0
            ? new ChildResult(output.Result, error.Result, seconds)
            : throw new ChildFailedException($"'{line}' ended with {process.ExitCode}: {error.Result.Trim()}");
    }

    private static Process Start(ProcessStartInfo start, string line)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new ChildFailedException($"'{line}' does not start: {fault.Message}");
        }
    }
}
