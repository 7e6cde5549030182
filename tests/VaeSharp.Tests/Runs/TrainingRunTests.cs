using VaeSharp.Export;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;
using VaeSharp.Storage;
using VaeSharp.Tests.Cli;
using VaeSharp.Tests.Data;
using VaeSharp.Tests.Export;
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
    public void TensorBoard_draws_training_and_validation_into_one_chart_and_shows_steps_pictures_and_settings()
    {
        Train("events", [], default);

        List<PlainEvent> training = EventReading.ReadAll(_images["events", TensorBoardFile.FileName]);
        List<PlainEvent> validation = EventReading.ReadAll(_images["events", "validation", TensorBoardFile.FileName]);
        Assert.Equal(
            training.Where(e => e.Tag == "epoch/loss_nats").Select(e => e.Step),
            validation.Where(e => e.Tag == "epoch/loss_nats").Select(e => e.Step));
        Assert.Equal(15, training.Count(e => e.Tag == "step/loss_nats"));
        Assert.Equal(3, training.Count(e => e.Tag == "reconstructions" && e.Png.Length > 100));
        Assert.Equal(
            "elbo", EventReading.Hyperparameters(training.Single(e => e.Plugin == "hparams").PluginContent)["objective.kind"]);
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

    [Fact]
    public void Pictures_that_cannot_be_written_are_told_once_and_end_nothing()
    {
        var told = new ProgressLines();
        using TrainingRun run = TrainingRun.Begin(Request(), _images["full"]);
        Directory.CreateDirectory(_images["full", "curves.png"]);
        Directory.CreateDirectory(_images["full", "samples", "epoch-0002.png"]);

        Assert.Equal(TrainingOutcome.Finished, run.Train(warnings: told));

        Assert.Contains(told.Lines, line => line.Contains("epoch-0002.png", StringComparison.Ordinal));
        Assert.Single(told.Lines, line => line.Contains("curves.png", StringComparison.Ordinal));
        Assert.Equal(3, TrainingCheckpoint.PositionOf(run.Folder.Last).Epoch);
        Assert.Equal("finished", run.Finish(TrainingOutcome.Finished).Outcome);
    }

    [Fact]
    public void A_disk_that_fails_an_observer_costs_no_finished_step()
    {
        using TrainingRun run = TrainingRun.Begin(Request(), _images["fault"]);

        Assert.Throws<IOException>(() => run.Train([new FailAt(13)]));

        Assert.Equal(13, TrainingCheckpoint.PositionOf(run.Folder.Last).Step);
    }

    [Theory]
    [InlineData("last")]
    [InlineData("best")]
    public void What_would_end_the_first_save_is_told_before_the_first_step(string checkpoint)
    {
        Train("stray", [], default);
        AtomicFile.WriteText(_images["stray", "checkpoints", checkpoint, "mine.txt"], "keep");

        var fault = Assert.Throws<IOException>(() => TrainingRun.Resume(Find("stray")));

        Assert.Contains("mine.txt", fault.Message, StringComparison.Ordinal);
        Assert.Equal("keep", File.ReadAllText(_images["stray", "checkpoints", checkpoint, "mine.txt"]));
    }

    [Fact]
    public void A_finished_run_that_lost_its_figures_or_its_best_still_ends_with_a_report()
    {
        Train("lost", [], default);
        File.Delete(_images["lost", "metrics.jsonl"]);
        Directory.Delete(_images["lost", "checkpoints", "best"], recursive: true);
        var told = new ProgressLines();

        using TrainingRun run = TrainingRun.Resume(Find("lost"), progress: told);

        Assert.Equal("finished", run.Finish(run.Train()).Outcome);
        Assert.Contains(told.Lines, line => line.Contains("is lost", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_was_ended_before_or_within_its_first_save_begins_again(bool within)
    {
        Train("early", [], default);
        Directory.Delete(_images["early", "checkpoints"], recursive: true);
        if (within)
        {
            Directory.CreateDirectory(_images["early", "checkpoints", "last.partial-1-1"]);
        }

        AtomicFile.WriteText(_images["early", "metrics.jsonl"], File.ReadLines(_images["early", "metrics.jsonl"]).First() + "\n");

        using TrainingRun run = TrainingRun.Resume(Find("early"));

        Assert.Equal(0, run.Progress.Position.Step);
    }

    [Fact]
    public void A_folder_of_a_run_that_was_ended_before_it_began_is_named_so_and_taken_for_a_new_one()
    {
        Directory.CreateDirectory(_images["begun"]);
        AtomicFile.WriteText(_images["begun", ".lock"], "");
        AtomicFile.WriteText(_images["begun", "recipe.json.partial-1-1"], "{");

        var fault = Assert.Throws<RunException>(() => Find("begun"));
        Assert.Equal(RunFault.NotFound, fault.Fault);
        Assert.Contains("ended before it began", fault.Message, StringComparison.Ordinal);
        Assert.Contains("vae train RECIPE --run", VaeSharp.Cli.Advice.For(fault), StringComparison.Ordinal);
        Assert.Equal(TrainingOutcome.Finished, Train("begun", [], default));
    }

    [Fact]
    public void A_folder_with_a_recipe_alone_has_nothing_to_resume_and_says_how_to_begin()
    {
        Directory.CreateDirectory(_images["alone"]);
        AtomicFile.WriteText(_images["alone", "recipe.json"], RecipeFile.ToJson(_images.Recipe));

        var fault = Assert.Throws<RunException>(() => TrainingRun.Resume(Find("alone")));

        Assert.Equal(RunFault.NothingToResume, fault.Fault);
        Assert.Contains("recipe.json --run NEW-FOLDER", VaeSharp.Cli.Advice.For(fault), StringComparison.Ordinal);
        using DirectoryLock free = Find("alone").Lock();
        Assert.NotNull(free);
    }

    [Fact]
    public void A_file_that_grows_and_has_another_name_elsewhere_is_not_touched_there()
    {
        Train("linked", [], default);
        foreach (string name in (string[])["metrics.jsonl", "timing.jsonl"])
        {
            string elsewhere = _images[$"elsewhere-{name}"];
            AtomicFile.WriteText(elsewhere, "{}\nno newline");
            File.Delete(_images["linked", name]);
            HardLink(elsewhere, _images["linked", name]);

            Record.Exception(() =>
            {
                using TrainingRun run = TrainingRun.Resume(Find("linked"));
                run.Train();
            });

            Assert.Equal("{}\nno newline", File.ReadAllText(elsewhere));
        }
    }

    private static void HardLink(string from, string to)
    {
        using var ln = System.Diagnostics.Process.Start("ln", [from, to]);
        ln.WaitForExit();
        Assert.Equal(0, ln.ExitCode);
    }

    private TrainingOutcome Train(string folder, IReadOnlyList<ITrainingObserver> observers, CancellationToken stop)
    {
        using TrainingRun run = TrainingRun.Begin(Request(), _images[folder]);
        return run.Train(observers, stop: stop);
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

    private sealed class FailAt(int step) : ITrainingObserver
    {
        public void StepDone(TrainingProgress now, StepReport report)
        {
            if (now.Position.Step == step)
            {
                throw new IOException("on purpose");
            }
        }
    }
}
