using System.Diagnostics;
using VaeSharp.Cli;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Cli;

/// <summary>Pipes, and links to devices that never end, among data, pictures and recipes: refused by name, never opened.</summary>
public sealed class HostileDataTests : IDisposable
{
    private const string Device = "/dev/zero";
    private readonly TinyRun _run = new();

    public static TheoryData<string, bool> Places => new()
    {
        { "images/train-images-idx3-ubyte", true },
        { "images/train-images-idx3-ubyte", false },
        { "images/t10k-labels-idx1-ubyte", true },
        { "images/t10k-labels-idx1-ubyte", false },
    };

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Among_the_files_of_a_data_set(string name, bool pipe)
    {
        File.Delete(_run[name]);
        Put(_run[name], pipe);

        await Refuses(_run[name], "train", Path.Combine(_run.Location, "recipe.json"), "--run", _run["fresh"]);
    }

    [Theory]
    [InlineData("odd.png", true)]
    [InlineData("odd.png", false)]
    [InlineData("odd.npy", true)]
    [InlineData("odd.npy", false)]
    public async Task Among_own_pictures(string name, bool pipe)
    {
        Put(_run[name], pipe);

        await Refuses(_run[name], "reconstruct", _run.Location, _run[name], "--label", "ant");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Among_the_pictures_of_a_folder(bool pipe)
    {
        Directory.CreateDirectory(_run["pictures", "a"]);
        Put(_run["pictures", "a", "odd.png"], pipe);
        Put(_run["pictures", "a", "odder.png"], pipe);
        Recipe recipe = _run.Recipe with { Data = _run.Recipe.Data with { Name = "folder:" + _run["pictures"], Size = 8 } };
        RecipeFile.Write(_run["own.json"], recipe);

        await Refuses(_run["pictures", "a", "odd.png"], "train", _run["own.json"], "--run", _run["fresh"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task As_a_recipe(bool pipe)
    {
        Put(_run["odd.json"], pipe);

        await Refuses(_run["odd.json"], "train", _run["odd.json"], "--run", _run["fresh"]);
    }

    private async Task Refuses(string path, params string[] arguments)
    {
        Call answer = await Task.Run(() => Call.Of([.. arguments, "--threads", "1"])).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.NotEqual(ExitCodes.Done, answer.Code);
        Assert.Contains(path, answer.Error, StringComparison.Ordinal);
        Assert.Contains(DiskEntry.InWords(EntryKind.Other), answer.Error, StringComparison.Ordinal);
    }

    private static void Put(string path, bool pipe)
    {
        if (!pipe)
        {
            File.CreateSymbolicLink(path, Device);
            return;
        }

        using Process made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}
