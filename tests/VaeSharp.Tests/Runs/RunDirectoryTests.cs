using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using Xunit;

namespace VaeSharp.Tests.Runs;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("vae-runs-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Runs_of_one_recipe_are_numbered_and_the_name_finds_the_newest()
    {
        RunDirectory[] runs = [Make("mnist"), Make("mnist-2d"), Make("mnist"), Make("mnist")];

        Assert.Equal(["mnist-1", "mnist-2d-1", "mnist-2", "mnist-3"], runs.Select(r => r.Name));
        Assert.Equal("mnist-3", RunDirectory.Find("mnist", _root).Name);
        Assert.Equal("mnist-2d-1", RunDirectory.Find("mnist-2d", _root).Name);
        Assert.Equal("mnist-2", RunDirectory.Find("mnist-2", _root).Name);
        Assert.Equal("mnist-1", RunDirectory.Find(runs[0].Location, _root).Name);
    }

    [Fact]
    public void The_number_after_the_highest_is_used_so_that_a_deleted_run_is_not_mistaken_for_a_new_one()
    {
        RunDirectory first = Make("mnist");
        Make("mnist");
        Directory.Delete(first.Location, recursive: true);

        Assert.Equal("mnist-3", Make("mnist").Name);
    }

    [Fact]
    public void The_word_last_names_the_run_that_began_last()
    {
        RunDirectory old = Make("mnist");
        RunDirectory young = Make("cifar10");
        File.SetLastWriteTimeUtc(old.Recipe, DateTime.UnixEpoch);

        Assert.Equal(young.Name, RunDirectory.Find("last", _root).Name);
    }

    [Fact]
    public void A_run_that_is_not_there_is_said_with_those_that_are()
    {
        Make("mnist");

        var fault = Assert.Throws<RunException>(() => RunDirectory.Find("cifar10", _root));

        Assert.Equal((RunFault.NotFound, "cifar10"), (fault.Fault, fault.Subject));
        Assert.Contains("mnist-1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/tmp/nope")]
    [InlineData("runs/tiny-9")]
    [InlineData("..")]
    [InlineData("*")]
    public void A_path_or_a_pattern_that_is_no_run_is_told_in_plain_words(string path)
    {
        Make("mnist");

        var fault = Assert.Throws<RunException>(() => RunDirectory.Find(path, _root));

        Assert.StartsWith($"There is no run '{path}'", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("mnist-1.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recipe.json")]
    [InlineData("samples")]
    [InlineData("checkpoints/best")] // has a recipe of its own
    [InlineData("checkpoints/best/manifest.json")]
    public void A_part_of_a_run_is_told_with_the_run_that_it_belongs_to(string part)
    {
        RunDirectory run = Make("mnist");
        Directory.CreateDirectory(run.In("samples"));
        Directory.CreateDirectory(run.Best);
        File.Copy(run.Recipe, Path.Combine(run.Best, "recipe.json"));
        File.Copy(run.Recipe, Path.Combine(run.Best, "manifest.json"));

        var fault = Assert.Throws<RunException>(() => RunDirectory.Find(Path.Combine(run.Location, part), _root));

        Assert.Contains($"it lies in the run {run.Location}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_holds_something_is_never_used_for_a_new_run()
    {
        RunDirectory run = Make("mnist");

        Assert.Equal(
            RunFault.FolderNotEmpty,
            Assert.Throws<RunException>(() => RunDirectory.Create(run.Location, _root, "mnist")).Fault);
    }

    private RunDirectory Make(string recipe)
    {
        RunDirectory run = RunDirectory.Create(null, _root, recipe);
        RecipeFile.Write(run.Recipe, RecipeCatalog.Open("mnist"));
        return run;
    }
}
