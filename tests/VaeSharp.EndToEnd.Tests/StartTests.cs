using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>What the command does before it computes anything.</summary>
public sealed class StartTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("--help", 0)]
    [InlineData("sample --help", 0)]
    [InlineData("data list", 0)]
    [InlineData("smaple", 2)]
    [InlineData("sample --cuont 3", 2)]
    [InlineData("sample last", 2)]
    public void Help_lists_and_errors_need_no_libtorch(string line, int exitCode)
    {
        CopyWithoutLibTorch(_workspace.Path("app"));

        using Process process = Start(_workspace.Path("app"), line.Split(' '));

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(exitCode, process.ExitCode);
    }

    // What docs/performance.md says of memory and of the first epochs holds with these.
    [Theory]
    [InlineData("System.GC.Gen0Size", "16777216")]
    [InlineData("System.GC.Gen0MaxBudget", "16777216")]
    [InlineData("System.Runtime.TieredCompilation", "false")]
    public void The_command_collects_often_and_compiles_once(string setting, string expected)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "vae.runtimeconfig.json");
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(path));

        JsonElement settings = file.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");

        Assert.Equal(expected, settings.GetProperty(setting).GetRawText());
    }

    [Fact]
    public void Without_libtorch_doctor_says_that_the_machine_cannot_train()
    {
        CopyWithoutLibTorch(_workspace.Path("app"));

        using Process process = Start(_workspace.Path("app"), "doctor");
        string output = process.StandardOutput.ReadToEnd();

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(3, process.ExitCode);
        Assert.Contains("does not load", output, StringComparison.Ordinal);
        Assert.Contains("cannot train", output, StringComparison.Ordinal);
    }

    private static void CopyWithoutLibTorch(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            string name = Path.GetFileName(file);
            bool managed = Path.GetExtension(name) is ".dll" or ".json"
                && !name.Contains("torch", StringComparison.Ordinal);
            if (managed || name is "vae" or "vae.exe")
            {
                File.Copy(file, Path.Combine(folder, name));
            }
        }
    }

    private static Process Start(string app, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(app, OperatingSystem.IsWindows() ? "vae.exe" : "vae"), arguments)
        {
            WorkingDirectory = app,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // TorchSharp would look for natives among the packages of the build.
        start.Environment["NUGET_PACKAGES"] = Path.Combine(app, "none");
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
