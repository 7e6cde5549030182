using VaeSharp.Runs;
using VaeSharp.Storage;
using VaeSharp.Tests.Cli;
using Xunit;

namespace VaeSharp.Tests.Runs;

public sealed class RunOverviewTests
{
    [Fact]
    public void A_run_says_how_far_it_is_and_by_what_recipe()
    {
        using var tiny = new TinyRun();

        RunOverview seen = RunOverview.Of(RunDirectory.Find(tiny.Location, ""));

        Assert.Equal(
            ("run", RunState.Stopped, "tiny", 0, 1, null as string),
            (seen.Name, seen.State, seen.Recipe, seen.EpochsDone, seen.Epochs, seen.Fault));
    }

    [Fact]
    public void Figures_of_the_test_images_make_it_finished()
    {
        using var tiny = new TinyRun();
        RunDirectory run = RunDirectory.Find(tiny.Location, "");
        using TrainedModel model = TrainedModel.Open(run.Location);
        AtomicFile.WriteText(run.Test, VaeSharp.Evaluation.ReportJson.Write(model.Evaluate(tiny.Images().Test)));

        RunOverview seen = RunOverview.Of(run);

        Assert.Equal((RunState.Finished, "−ELBO", true), (seen.State, seen.FigureName, seen.FigureIsOfTest));
        Assert.True(seen.FigureNats > 0);
    }

    [Fact]
    public void A_run_that_a_process_holds_is_in_training_and_looking_at_it_changes_nothing()
    {
        using var tiny = new TinyRun();
        RunDirectory run = RunDirectory.Find(tiny.Location, "");
        using DirectoryLock held = run.Lock();
        string[] before = Directory.GetFileSystemEntries(run.Location, "*", SearchOption.AllDirectories);

        Assert.Equal(RunState.Training, RunOverview.Of(run).State);
        Assert.Equal(before, Directory.GetFileSystemEntries(run.Location, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("recipe.json", "{}")]
    [InlineData("run.json", "null")]
    [InlineData("test.json", "[1")]
    [InlineData("metrics.jsonl", "{\"epoch\":\"x\"}\n")]
    public void A_damaged_file_is_named_and_ends_nothing(string file, string content)
    {
        using var tiny = new TinyRun();
        AtomicFile.WriteText(Path.Combine(tiny.Location, file), content);

        RunOverview seen = RunOverview.Of(RunDirectory.Find(tiny.Location, ""));

        Assert.Equal(RunState.Damaged, seen.State);
        Assert.Contains(file, seen.Fault!, StringComparison.Ordinal);
    }
}
