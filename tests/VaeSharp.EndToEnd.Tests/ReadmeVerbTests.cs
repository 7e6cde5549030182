using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>The lines of README, called one after another as somebody in a fresh clone would.</summary>
public sealed partial class ReadmeVerbTests : IDisposable
{
    // Each takes more than some seconds, and has tests of its own.
    private static readonly string[] Slow =
    [
        "vae train", "vae denoise", "vae fit-prior", "vae relabel", "vae evaluate mnist --samples", "vae evaluate mnist --quality",
        "vae bench",
    ];

    private readonly Workspace _clone = new();

    public void Dispose() => _clone.Dispose();

    [Fact]
    public void They_work_and_leave_nothing_that_git_would_name()
    {
        File.Copy(Path.Combine(FileProgram.Root, ".gitignore"), _clone.Path(".gitignore"));
        Git("init", "--quiet");
        Git("add", ".gitignore");
        Assert.Equal(0, _clone.Vae([.. Workspace.SmallTraining("runs/small", epochs: "1")]).ExitCode);

        string[] lines = [.. Lines()];
        Assert.InRange(lines.Length, 12, 40);
        foreach (string line in lines)
        {
            VaeResult result = _clone.Vae(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);
            Assert.True(result.ExitCode == 0, $"{line}: {result.Error}");
        }

        Assert.Equal("A  .gitignore", Git("status", "--porcelain").Trim());
    }

    private static IEnumerable<string> Lines()
    {
        string page = File.ReadAllText(Path.Combine(FileProgram.Root, "README.md"));
        string block = Block().Match(page[page.IndexOf("## What it does", StringComparison.Ordinal)..]).Groups[1].Value;
        return block.Split('\n').SelectMany(line => line.Split('#')[0].Split("&&")).Select(line => line.Trim())
            .Where(line => line.Length > 0 && !Slow.Any(slow => line.StartsWith(slow, StringComparison.Ordinal)));
    }

    private string Git(params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = _clone.Root,
            RedirectStandardOutput = true,
        })!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output;
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
