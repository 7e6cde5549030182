using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>What a finished call of the built command left.</summary>
public sealed record VaeResult(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;
}

/// <summary>The built command, called from outside as a user would.</summary>
public sealed class VaeProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private VaeProcess(string directory, string[] arguments)
    {
        string name = OperatingSystem.IsWindows() ? "vae.exe" : "vae";
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, name), arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public static VaeProcess Start(string directory, params string[] arguments) => new(directory, arguments);

    public static VaeResult Run(string directory, params string[] arguments)
    {
        using VaeProcess process = Start(directory, arguments);
        return process.Wait();
    }

    public VaeResult Wait()
    {
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill();
            throw new TimeoutException($"vae did not end within {Patience}: {_error.Result}");
        }

        return new VaeResult(_process.ExitCode, _output.Result, _error.Result);
    }

    public bool HasExited => _process.HasExited;

    public void Kill() => _process.Kill();

    public void Signal(PosixSignal signal) =>
        Assert.Equal(0, SendSignal(_process.Id, signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            _ => 15,
        }));

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
