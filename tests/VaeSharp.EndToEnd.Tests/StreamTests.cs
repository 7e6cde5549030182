using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>Streams that are closed or whose disk is full, as under cron, in pipelines and on full machines.</summary>
[UnsupportedOSPlatform("windows")] // which the project leaves this file out for
public sealed class StreamTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("2>/dev/full", 0)]
    [InlineData("2>&-", 0)]
    [InlineData(">/dev/full", 1)]
    [InlineData("<&- >&- 2>&-", null)]
    public void A_training_that_cannot_speak_trains_on_and_ends_with_a_code(string redirection, int? code)
    {
        using Process shell = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", $"exec '{Path.Combine(AppContext.BaseDirectory, "vae")}' train mnist --run run --limit 200 --epochs 1 --threads 1 {redirection}"])
        {
            WorkingDirectory = _workspace.Root,
        })!;
        shell.WaitForExit();

        Assert.True(code is { } expected ? shell.ExitCode == expected : shell.ExitCode is 0 or 1, $"{shell.ExitCode}");
        Assert.True(File.Exists(_workspace.Path("run", "test.json")));
        Assert.True(File.Exists(_workspace.Path("run", RunFiles.Model)));
    }
}
