using System.Diagnostics;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>A program of one file, run as a reader runs it.</summary>
internal static class FileProgram
{
    /// <summary>The clone that these tests were built in.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>Builds and runs it.</summary>
    /// <param name="file">Ends in .cs.</param>
    /// <param name="folder">Its current directory.</param>
    /// <param name="arguments">Its own.</param>
    /// <returns>What it printed.</returns>
    internal static async Task<string> Run(string file, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["run", file, "--", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        // What the running 'dotnet test' tells its children must not reach a build of another kind.
        foreach (string name in start.Environment.Keys.Where(IsOfBuild).ToArray())
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{await output}\n{await errors}");
        return await output;
    }

    private static bool IsOfBuild(string variable) =>
        variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "VaeSharp.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Run the tests in a clone.");
    }
}
