using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Tests.Cli;
using VaeSharp.Tests.Data;
using Xunit;

namespace VaeSharp.Tests.Runs;

public sealed class RememberedDataTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_run_of_a_known_data_set_reads_later_what_it_was_trained_on()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, _tiny["images"]);
        Begin("run1", relative);

        Assert.Equal(_tiny["images"], RunInfo.Read(Find("run1")).DataDirectory);
        Assert.Equal(_tiny["images"], RunImages.Locate(Find("run1"), Data("kmnist"), asked: null, progress: null));
        Assert.Equal("elsewhere", RunImages.Locate(Find("run1"), Data("kmnist"), asked: "elsewhere", progress: null));

        Directory.Move(_tiny["images"], _tiny["moved"]);
        RunException fault = Assert.Throws<RunException>(() => TrainingRun.Resume(Find("run1")));
        Assert.Equal(RunFault.DataMoved, fault.Fault);
        Assert.Equal($"run1 was trained on images in {_tiny["images"]}, and they are not there any more.", fault.Message);

        using (TrainingRun resumed = TrainingRun.Resume(Find("run1"), dataDirectory: _tiny["moved"]))
        {
            Assert.Equal(50, resumed.Images.Train.Count);
        }

        Assert.Equal(_tiny["moved"], RunInfo.Read(Find("run1")).DataDirectory);
        using TrainingRun again = TrainingRun.Resume(Find("run1"));
        Assert.Equal(40, again.Images.Test.Count);
    }

    [Fact]
    public void What_the_assembly_or_the_recipe_tells_is_not_remembered_twice()
    {
        Begin("own", null, name: $"idx:{_tiny["images"]}");

        Assert.DoesNotContain("dataDirectory", File.ReadAllText(_tiny["own", "run.json"]), StringComparison.Ordinal);
        Assert.Null(DatasetCatalog.OwnDirectory("mnist"));
    }

    [Fact]
    public void Own_images_that_have_moved_are_told_with_the_way_to_name_them()
    {
        Directory.Move(_tiny["images"], _tiny["moved"]);

        Call lost = _tiny.Vae("evaluate"), found = _tiny.Vae("evaluate", "--data-dir", _tiny["moved"]);

        Assert.Equal(3, lost.Code);
        Assert.Contains(
            $"vae: run was trained on images in {_tiny["images"]}, and they are not there any more. Name the folder in which they are "
            + "now with --data-dir.", lost.Error, StringComparison.Ordinal);
        Assert.Equal(0, found.Code);
    }

    [Fact]
    public void The_users_directory_of_data_sets_is_remembered_where_it_has_the_data()
    {
        using var cache = new TemporaryDirectory();
        var store = new DatasetStore(new DatasetCache(cache.Path), () => throw new InvalidOperationException("No network."));
        var library = new DatasetLibrary(KnownDatasets.All, store, _tiny["images"]);

        Assert.Equal(_tiny["images"], library.OwnDirectory("kmnist", directory: null));
        Assert.Equal((null, null), (library.OwnDirectory("cifar10", null), library.OwnDirectory("mnist", null)));
        Assert.Equal((true, true, false), (library.Has("kmnist"), library.Has("mnist"), library.Has("cifar10")));
    }

    private void Begin(string run, string? directory, string name = "kmnist")
    {
        Recipe recipe = _tiny.Recipe with { Data = Data(name) };
        TrainingRun.Begin(new TrainingRequest("tiny", recipe) { Seed = 1, DataDirectory = directory }, _tiny[run]).Dispose();
    }

    private DataOptions Data(string name) => _tiny.Recipe.Data with { Name = name };

    private RunDirectory Find(string run) => RunDirectory.Find(_tiny[run], "");
}
