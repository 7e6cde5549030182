using System.Security.Cryptography;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Storage;
using VaeSharp.Tests.Cli;
using VaeSharp.Training;
using Xunit;

namespace VaeSharp.Tests.Runs.Observers;

/// <summary>Three epochs of five steps, timed by a clock that the test holds.</summary>
public sealed class CheckpointObserverTests : IDisposable
{
    private readonly TinyRun _images = new();

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData(20, 10, new long[] { 0, 0, 3, 3, 3, 5, 5, 8, 8, 8, 10, 10, 13, 13, 13 })]
    [InlineData(null, 20, new long[] { 0, 0, 0, 4, 4, 5, 5, 5, 9, 9, 10, 10, 10, 14, 14 })]
    [InlineData(0, 20, new long[] { 0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10 })]
    [InlineData(40, 1, new long[] { 0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 })]
    [InlineData(2, 1, new long[] { 0, 0, 3, 3, 3, 5, 5, 8, 8, 8, 10, 10, 13, 13, 13 })]
    public void The_state_is_saved_as_often_as_asked_for_and_after_epochs(int? every, int step, long[] saved)
    {
        using TrainingRun run = TrainingRun.Begin(Request(_images.Recipe), _images["run1"]);
        var watch = new Watch(run.Folder, step);

        Train(run, watch, every);

        Assert.Equal(saved, watch.Saved);
        Assert.Equal(15, TrainingCheckpoint.PositionOf(run.Folder.Last).Step);
    }

    [Fact]
    public void What_ends_without_a_word_within_an_epoch_goes_on_from_its_last_save_bit_by_bit()
    {
        using (TrainingRun whole = TrainingRun.Begin(Request(_images.Recipe), _images["whole"]))
        {
            Train(whole, new Watch(whole.Folder), seconds: 0);
        }

        using (TrainingRun ended = TrainingRun.Begin(Request(_images.Recipe), _images["ended"]))
        {
            var watch = new Watch(ended.Folder) { EndAt = 9 };
            Assert.Throws<InvalidOperationException>(() => Train(ended, watch, seconds: 20));
        }

        using (TrainingRun resumed = TrainingRun.Resume(RunDirectory.Find(_images["ended"], "")))
        {
            Assert.Equal((8, 3), (resumed.Progress.Position.Step, resumed.Progress.Position.Batch));
            Train(resumed, new Watch(resumed.Folder), seconds: 20);
        }

        foreach (string file in (string[])["metrics.jsonl", "checkpoints/best/model.safetensors", "checkpoints/last/training.safetensors"])
        {
            Assert.Equal(File.ReadAllBytes(_images["whole", file]), File.ReadAllBytes(_images["ended", file]));
        }
    }

    [Fact]
    public void Without_validation_a_save_within_an_epoch_writes_no_second_copy_of_the_weights()
    {
        Recipe recipe = _images.Recipe with { Data = _images.Recipe.Data with { Validation = 0 } };
        using TrainingRun run = TrainingRun.Begin(Request(recipe), _images["plain"]);
        var watch = new Watch(run.Folder);

        Train(run, watch, seconds: 20);

        Assert.Equal([0, 0, 3, 3, 5, 5, 6, 6, 9, 9, 11, 11, 12, 12, 15, 15, 17, 17], watch.Saved);
        Assert.Single(watch.Best[6..12].Distinct());
        Assert.Single(watch.Best[12..].Distinct());
        Assert.NotEqual(watch.Best[6], watch.Best[12]);
    }

    [Fact]
    public void A_time_below_zero_is_refused()
    {
        using TrainingRun run = TrainingRun.Begin(Request(_images.Recipe), _images["refused"]);

        Assert.Throws<ArgumentOutOfRangeException>(() => run.Train(saveEvery: TimeSpan.FromSeconds(-1)));
    }

    private static void Train(TrainingRun run, Watch watch, int? seconds) => run.TrainTimed(
        [watch], warnings: null, clock: null, CancellationToken.None,
        seconds is { } count ? TimeSpan.FromSeconds(count) : null, watch.Clock);

    private static TrainingRequest Request(Recipe recipe) =>
        new("tiny", recipe with { Training = recipe.Training with { Epochs = 3 } }) { Threads = 1 };

    private sealed class Watch(RunDirectory run, int secondsPerStep = 10) : ITrainingObserver
    {
        internal SetClock Clock { get; } = new();

        /// <summary>The step of the saved state, after each step.</summary>
        internal List<long> Saved { get; } = [];

        /// <summary>A digest of the best weights, after each step.</summary>
        internal List<string> Best { get; } = [];

        internal long EndAt { get; init; } = long.MaxValue;

        public void StepDone(TrainingProgress now, StepReport step)
        {
            Saved.Add(CheckpointDirectory.Exists(run.Last) ? TrainingCheckpoint.PositionOf(run.Last).Step : 0);
            string best = Path.Combine(run.Best, "model.safetensors");
            Best.Add(File.Exists(best) ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(best))) : "");
            Clock.Now += TimeSpan.FromSeconds(secondsPerStep);
            if (now.Position.Step == EndAt)
            {
                throw new InvalidOperationException("as if killed");
            }
        }
    }
}
