using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>The completion script in a real bash.</summary>
[UnsupportedOSPlatform("windows")] // which the project leaves this file out for
public sealed class BashCompletionTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Bash_completes_verbs_options_and_values()
    {
        string vae = Path.Combine(AppContext.BaseDirectory, "vae");
        File.CreateSymbolicLink(_workspace.Path("vae"), vae);
        using (StreamWriter script = File.CreateText(_workspace.Path("complete.bash")))
        {
            script.Write(_workspace.Vae("completion", "bash").Output);
        }

        Assert.Equal(["doctor"], Complete("./vae doc"));
        Assert.Contains("--temperature", Complete("./vae sample --te"));
        Assert.Contains("cifar10", Complete("./vae data fetch "));
        Assert.Contains("mnist-2d", Complete("./vae train mn"));
    }

    private string[] Complete(string line)
    {
        const string ask = """
            source ./complete.bash
            COMP_LINE=$1; COMP_POINT=${#1}
            read -ra COMP_WORDS <<<"$1"
            [[ $1 == *' ' ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _vae_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var start = new ProcessStartInfo("bash", ["-c", ask, "bash", line])
        {
            WorkingDirectory = _workspace.Root,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        return process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
