using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;
using VaeSharp.Storage;
using VaeSharp.Tests.Cli;
using VaeSharp.Training;
using Xunit;

namespace VaeSharp.Tests.Runs;

/// <summary>The application as a program calls it.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private readonly TinyRun _images = new();

    public void Dispose() => _images.Dispose();

    [Fact]
    public void A_run_that_is_stopped_and_resumed_ends_with_the_files_of_one_that_never_was()
    {
        using var stop = new CancellationTokenSource();
        Assert.Equal(TrainingOutcome.Finished, Train("whole", [], default));
        Assert.Equal(TrainingOutcome.Interrupted, Train("stopped", [new StopAfter(7, stop)], stop.Token));

        using (TrainingRun resumed = TrainingRun.Resume(Find("stopped")))
        {
            Assert.Equal((7, 15), (resumed.Progress.Position.Step, resumed.Progress.Steps));
            Assert.Equal(TrainingOutcome.Finished, resumed.Train());
            Assert.Equal("finished", resumed.Finish(TrainingOutcome.Finished).Outcome);
        }

        foreach (string file in (string[])["metrics.jsonl", "checkpoints/best/model.safetensors", "checkpoints/last/training.safetensors"])
        {
            Assert.Equal(File.ReadAllBytes(_images["whole", file]), File.ReadAllBytes(_images["stopped", file]));
        }
    }

    [Fact]
    public void A_finished_run_opens_measures_and_draws()
    {
        Train("run1", [], default);

        using TrainedModel model = TrainedModel.Open(_images["run1"]);
        double loss = model.Evaluate(model.Images().Test).Bound.CriterionNats;
        new SamplePicture { Count = 4 }.Draw(model).Save(_images["samples.png"]);

        Assert.True(double.IsFinite(loss));
        Assert.True(new FileInfo(_images["samples.png"]).Length > 100);
    }

    [Fact]
    public void A_folder_is_held_until_the_run_is_disposed()
    {
        using (TrainingRun.Begin(Request(), _images["held"]))
        {
            Assert.Throws<DirectoryLockedException>(() => TrainingRun.Resume(Find("held")));
        }

        using TrainingRun free = TrainingRun.Resume(Find("held"));
        Assert.Equal(0, free.Progress.Position.Step);
    }

    [Fact]
    public void A_fault_while_opening_lets_the_folder_go()
    {
        Train("changed", [], default);
        string recipe = Find("changed").Recipe;
        AtomicFile.WriteText(recipe, File.ReadAllText(recipe).Replace("\"epochs\": 3", "\"epochs\": 4", StringComparison.Ordinal));

        Assert.Equal(RunFault.RecipeChanged, Assert.Throws<RunException>(() => TrainingRun.Resume(Find("changed"))).Fault);

        using DirectoryLock free = Find("changed").Lock();
        Assert.NotNull(free);
    }

    private TrainingOutcome Train(string folder, IReadOnlyList<ITrainingObserver> observers, CancellationToken stop)
    {
        using TrainingRun run = TrainingRun.Begin(Request(), _images[folder]);
        return run.Train(observers, stop);
    }

    private TrainingRequest Request() => new(
        "tiny", _images.Recipe with { Training = _images.Recipe.Training with { Epochs = 3 } })
    { Threads = 1 };

    private RunDirectory Find(string folder) => RunDirectory.Find(_images[folder], "");

    private sealed class StopAfter(int steps, CancellationTokenSource stop) : ITrainingObserver
    {
        public void StepDone(TrainingProgress now, StepReport step)
        {
            if (now.Position.Step == steps)
            {
                stop.Cancel();
            }
        }
    }
}
