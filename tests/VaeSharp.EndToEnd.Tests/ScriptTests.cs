using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>The script <c>vae</c> of a clone, with a stand-in for <c>dotnet</c> that notes what it is told.</summary>
[UnsupportedOSPlatform("windows")] // which the project leaves this file out for
public sealed class ScriptTests : IDisposable
{
    private const string FakeDotnet = """
        #!/bin/sh
        case $1 in
          --list-sdks) echo "${FAKE_SDK:-10.0.100} [/somewhere]" ;;
          build)
            echo build >>"$FAKE_ROOT/builds"
            [ -z "${FAKE_BROKEN:-}" ] || { echo "Program.cs(1,1): error CS0001: broken"; exit 1; }
            sleep 0.3
            mkdir -p "$FAKE_ROOT/artifacts/bin/VaeSharp.Cli/release"
            app=$FAKE_ROOT/artifacts/bin/VaeSharp.Cli/release/vae
            printf '#!/bin/sh\npwd\nfor word in "$@"; do echo "[$word]"; done\necho "$DOTNET_TieredCompilation" >"$FAKE_ROOT/tiers"\nexit 7\n' >"$app"
            chmod +x "$app" ;;
        esac
        """;

    private readonly Workspace _workspace = new();

    public ScriptTests()
    {
        Directory.CreateDirectory(Clone("src"));
        Directory.CreateDirectory(_workspace.Path("tools"));
        Directory.CreateDirectory(_workspace.Path("elsewhere"));
        File.Copy(Path.Combine(RepositoryRoot(), "vae"), Clone("vae"));
        Write(Clone("src", "Program.cs"), "// first");
        Write(_workspace.Path("tools", "dotnet"), FakeDotnet);
        File.SetUnixFileMode(_workspace.Path("tools", "dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private int Builds => File.Exists(Clone("builds")) ? File.ReadAllLines(Clone("builds")).Length : 0;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void It_builds_once_and_hands_over_arguments_directory_and_exit_code()
    {
        VaeResult first = Run("train", "two words", "", "*");
        VaeResult second = Run("--help");

        Assert.Equal(1, Builds);
        Assert.Equal((7, 7), (first.ExitCode, second.ExitCode));
        Assert.Equal($"{_workspace.Path("elsewhere")}\n[train]\n[two words]\n[]\n[*]\n", first.Output);
        Assert.StartsWith("Building VaeSharp", first.Error, StringComparison.Ordinal);
        Assert.Empty(second.Error);
    }

    [Theory]
    [InlineData("train", "")]
    [InlineData("bench", "")]
    [InlineData("sample", "1")]
    [InlineData("--help", "1")]
    public void What_computes_for_long_is_compiled_once(string verb, string tiers)
    {
        Run(verb);

        Assert.Equal(tiers, File.ReadAllText(Clone("tiers")).Trim());
    }

    [Fact]
    public void It_builds_again_when_a_source_is_newer()
    {
        Run();
        File.SetLastWriteTimeUtc(Clone("src", "Program.cs"), DateTime.UtcNow.AddSeconds(5));
        Run();

        Assert.Equal(2, Builds);
    }

    [Fact]
    public void A_source_that_is_dated_in_the_future_is_built_once_and_again_only_when_it_changes()
    {
        Write(Clone("src", "Program.cs"), "// of tomorrow");
        File.SetLastWriteTimeUtc(Clone("src", "Program.cs"), DateTime.UtcNow.AddDays(1));
        Run();
        Run();
        Assert.Equal(1, Builds);

        Write(Clone("src", "Program.cs"), "// of tomorrow, changed");
        File.SetLastWriteTimeUtc(Clone("src", "Program.cs"), DateTime.UtcNow.AddDays(1));
        Run();
        Run();
        Assert.Equal(2, Builds);

        Write(Clone("src", "Other.cs"), "// of today");
        File.SetLastWriteTimeUtc(Clone("src", "Other.cs"), DateTime.UtcNow.AddSeconds(1));
        Run();
        Assert.Equal(3, Builds);
    }

    [Fact]
    public void A_clone_where_MSBuild_would_read_another_path_says_why_it_is_not_built()
    {
        string odd = _workspace.Path("my%20clone");
        Directory.Move(Clone(), odd);

        VaeResult result = Start(Path.Combine(odd, "vae"), "x");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("%", result.Error, StringComparison.Ordinal);
        Assert.Contains("Move the clone", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(odd, "builds")));
    }

    [Fact]
    public async Task Two_at_once_build_once()
    {
        VaeResult[] results = await Task.WhenAll(Task.Run(() => Run("a")), Task.Run(() => Run("b")));

        Assert.Equal(1, Builds);
        Assert.All(results, result => Assert.Equal(7, result.ExitCode));
    }

    [Fact]
    public void It_is_found_through_a_link()
    {
        File.CreateSymbolicLink(_workspace.Path("tools", "my-vae"), Clone("vae"));
        VaeResult result = Start(_workspace.Path("tools", "my-vae"), "x");

        Assert.Equal(7, result.ExitCode);
        Assert.EndsWith("[x]\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_build_shows_why_and_is_tried_again()
    {
        VaeResult broken = Start(Clone("vae"), ("FAKE_BROKEN", "1"));
        VaeResult mended = Run();

        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("error CS0001", broken.Error, StringComparison.Ordinal);
        Assert.Equal(7, mended.ExitCode);
    }

    [Fact]
    public void An_old_SDK_is_what_the_machine_lacks()
    {
        VaeResult result = Start(Clone("vae"), ("FAKE_SDK", "8.0.404"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("8.0.404", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, Builds);
    }

    [Fact]
    public void A_key_press_never_builds()
    {
        Start(Clone("vae"), ("VAESHARP_NO_BUILD", "1"));

        Assert.Equal(0, Builds);
    }

    // A space in the path, as many people have.
    private string Clone(params string[] parts) => _workspace.Path(["my clone", .. parts]);

    private VaeResult Run(params string[] arguments) => Start(Clone("vae"), arguments);

    private VaeResult Start(string script, params string[] arguments) => Start(script, ("FAKE", "1"), arguments);

    private VaeResult Start(string script, (string Name, string Value) variable, params string[] arguments)
    {
        var start = new ProcessStartInfo(script, arguments)
        {
            WorkingDirectory = _workspace.Path("elsewhere"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_workspace.Path("tools")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["FAKE_ROOT"] = Clone();
        start.Environment.Remove("DOTNET_TieredCompilation"); // which the script leaves to a user who has set it
        start.Environment[variable.Name] = variable.Value;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new VaeResult(process.ExitCode, output, error.Result);
    }

    private static void Write(string path, string text)
    {
        using StreamWriter writer = File.CreateText(path);
        writer.Write(text.ReplaceLineEndings("\n"));
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "VaeSharp.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Run the tests in a clone.");
    }
}
