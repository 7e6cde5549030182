using System.Diagnostics;
using VaeSharp.Cli;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Cli;

/// <summary>A run's folder from elsewhere, with links out of it and with pipes: no verb touches what they point to.</summary>
public sealed class HostileRunTests : IDisposable
{
    private static readonly string[][] Verbs =
    [
        ["train", "--resume", "--quiet"], ["fit-prior", "--components", "2"], ["sample"], ["reconstruct"], ["relabel"],
        ["interpolate"], ["traverse"], ["encode"], ["evaluate"], ["summary"], ["manifold"], ["denoise"],
    ];

    private readonly TinyRun _run = new();
    private readonly string _canary = Directory.CreateTempSubdirectory("vaesharp-canary-").FullName;
    private readonly Dictionary<string, string> _content = new(StringComparer.Ordinal)
    {
        ["letter.txt"] = "dear",
        ["manifest.json"] = "{}",
        ["metrics.jsonl"] = "not ours\nat all",
        ["samples.png"] = "no picture",
    };

    public HostileRunTests()
    {
        foreach ((string name, string text) in _content)
        {
            AtomicFile.WriteText(Path.Combine(_canary, name), text);
        }

        Directory.CreateDirectory(Path.Combine(_canary, "inner"));
        AtomicFile.WriteText(Path.Combine(_canary, "inner", "deep.txt"), "deep");
    }

    public static TheoryData<string> LinksToDirectories =>
    [
        "fitted-prior", "fitted-prior.old", "fitted-prior.partial-999999-1", "checkpoints/last", "checkpoints/last.old",
        "checkpoints/last.partial-999999-1", "checkpoints/best.old", "checkpoints/best.partial-999999-1", "pictures", "samples",
        "reconstructions", "encodings", "recipe.json.partial-999999-1", "metrics.csv.partial-999999-1",
    ];

    public static TheoryData<string> FilesOfARun =>
    [
        "metrics.jsonl", "timing.jsonl", "metrics.csv", "curves.png", "README.md", "test.json", ".lock", ".lock-owner",
        "events.out.tfevents.vaesharp", "metrics.csv.partial-999999-1",
    ];

    public void Dispose()
    {
        _run.Dispose();
        Directory.Delete(_canary, recursive: true);
    }

    [Theory]
    [MemberData(nameof(LinksToDirectories))]
    public void No_verb_deletes_or_writes_through_a_link_to_a_directory(string name)
    {
        Link(name, _canary);
        CallAllVerbs();
    }

    [Theory]
    [InlineData("checkpoints")]
    [InlineData("checkpoints/best")]
    public void No_verb_writes_where_the_checkpoints_themselves_are_a_link(string name)
    {
        string real = Path.Combine(_canary, "inner", "real");
        Directory.Move(Path.Combine(_run.Location, name), real);
        string[] before = [.. Directory.EnumerateFileSystemEntries(real, "*", SearchOption.AllDirectories).Order()];
        Link(name, real);

        CallAllVerbs();

        Assert.Equal(before, Directory.EnumerateFileSystemEntries(real, "*", SearchOption.AllDirectories).Order());
    }

    [Theory]
    [MemberData(nameof(FilesOfARun))]
    public void No_verb_truncates_a_file_that_a_link_in_the_run_points_to(string name)
    {
        Link(name, Path.Combine(_canary, "metrics.jsonl"));
        CallAllVerbs();
    }

    [Theory]
    [InlineData("metrics.jsonl")]
    [InlineData("timing.jsonl")]
    [InlineData("run.json")]
    [InlineData("recipe.json")]
    [InlineData(".lock")]
    [InlineData("checkpoints/best/manifest.json")]
    [InlineData("checkpoints/best/model.safetensors")]
    public async Task A_pipe_in_place_of_a_file_is_refused_and_not_waited_for(string name)
    {
        string path = Path.Combine(_run.Location, name);
        File.Delete(path);
        using (Process made = Process.Start("mkfifo", [path]))
        {
            made.WaitForExit();
        }

        Task<Call> call = Task.Run(() => _run.Vae("train", "--resume", "--quiet"));

        Call answer = await call.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.NotEqual(ExitCodes.Done, answer.Code);
        Assert.DoesNotContain("Exception", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stale_partial_name_that_is_a_link_is_removed_itself()
    {
        string link = Link("fitted-prior.partial-999999-1", _canary);

        Assert.Equal(ExitCodes.Done, _run.Vae("fit-prior", "--components", "2").Code);

        Assert.False(Path.Exists(link));
        DemandCanary();
    }

    [Fact]
    public void A_file_beside_those_of_a_fitted_prior_is_named_and_kept()
    {
        Assert.Equal(ExitCodes.Done, _run.Vae("fit-prior", "--components", "2").Code);
        string mine = Path.Combine(_run.Location, "fitted-prior", "mine.txt");
        AtomicFile.WriteText(mine, "kept");

        Call call = _run.Vae("fit-prior", "--components", "2");

        Assert.Equal(ExitCodes.Failed, call.Code);
        Assert.Contains("mine.txt", call.Error, StringComparison.Ordinal);
        Assert.Equal("kept", File.ReadAllText(mine));
    }

    private void CallAllVerbs()
    {
        foreach (string[] verb in Verbs)
        {
            Demand(_run.Vae(verb[0], verb[1..]));
        }

        Demand(_run.Vae("pack", "--out", _run["packed"]));
    }

    private void Demand(Call call)
    {
        Assert.DoesNotContain("Exception", call.Error, StringComparison.Ordinal);
        DemandCanary();
    }

    private void DemandCanary()
    {
        Assert.All(_content, pair => Assert.Equal(pair.Value, File.ReadAllText(Path.Combine(_canary, pair.Key))));
        Assert.Equal("deep", File.ReadAllText(Path.Combine(_canary, "inner", "deep.txt")));
        Assert.Equal(_content.Count + 1, Directory.EnumerateFileSystemEntries(_canary).Count());
    }

    private string Link(string name, string target)
    {
        string path = Path.Combine(_run.Location, name);
        File.CreateSymbolicLink(path, target);
        return path;
    }
}
