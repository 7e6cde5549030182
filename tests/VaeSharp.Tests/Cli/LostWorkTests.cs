using VaeSharp.Cli;
using VaeSharp.Models;
using VaeSharp.Runs;
using VaeSharp.Storage;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training;
using Xunit;

namespace VaeSharp.Tests.Cli;

/// <summary>What may not be lost: the good checkpoint, the figures, the run as it began.</summary>
public sealed class LostWorkTests : IDisposable
{
    private readonly TinyRun _run = new();

    private string Fresh => _run["fresh"];

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("training.learningRate=0.05")]
    [InlineData("training.learningRate=1")]
    public void Training_that_diverges_within_few_steps_ends_with_code_4_and_names_no_checkpoint_that_is_not_there(
        string change)
    {
        Call call = Call.Of(
            ["train", "mnist", "--limit", "300", "--epochs", "2", "--set", change, "--set", "training.warmupSteps=0",
             "--threads", "1", "--quiet", "--run", Fresh]);

        Assert.True(call.Code == ExitCodes.Diverged, $"{call.Code}: {call.Error}");
        Assert.Contains("diverged", call.Error, StringComparison.Ordinal);
        Assert.Equal(
            CheckpointDirectory.Verifies(Path.Combine(Fresh, "checkpoints", "last")),
            call.Error.Contains("The last good checkpoint is in", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(Fresh, "checkpoints", "best")));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_loss_that_is_not_finite_is_never_the_best(double loss)
    {
        TrainingPosition first = new TrainingPosition().AfterEpoch(loss);
        Assert.False(first.IsBest);
        Assert.Null(first.BestLoss);
        Assert.True(first.AfterEpoch(100).IsBest);
        Assert.Equal(5, new TrainingPosition().AfterEpoch(5).AfterEpoch(loss).BestLoss);
    }

    [Theory]
    [InlineData("")]
    [InlineData("manifest.json")]
    public void A_run_that_lost_its_checkpoint_is_not_begun_anew_over_its_figures(string lost)
    {
        Assert.Equal(ExitCodes.Done, Train().Code);
        string last = Path.Combine(Fresh, "checkpoints", "last");
        if (lost.Length > 0)
        {
            File.Delete(Path.Combine(last, lost));
        }
        else
        {
            Directory.Delete(last, recursive: true);
        }

        byte[] metrics = File.ReadAllBytes(Path.Combine(Fresh, "metrics.jsonl"));

        Call call = Call.Of(["train", "--resume", "--run", Fresh, "--quiet"]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("holds no checkpoint to resume from", call.Error, StringComparison.Ordinal);
        Assert.Contains("--run NEW-FOLDER", call.Error, StringComparison.Ordinal);
        Assert.Equal(metrics, File.ReadAllBytes(Path.Combine(Fresh, "metrics.jsonl")));
    }

    [Fact]
    public void A_new_run_begins_with_the_weights_of_another_and_names_those_that_do_not_fit()
    {
        string recipe = Path.Combine(_run.Location, "recipe.json");
        string[] common = ["train", recipe, "--from", _run.Location, "--threads", "1", "--quiet", "--set", "training.learningRate=1e-8"];

        Call same = Call.Of([.. common, "--run", Fresh]);
        Call other = Call.Of([.. common, "--run", _run["other"], "--set", "posterior.dimension=5"]);

        Assert.True(same.Code == ExitCodes.Done, same.Error);
        Assert.DoesNotContain("newly initialised", same.Error, StringComparison.Ordinal);
        using var scope = TorchSharp.torch.NewDisposeScope();
        float[] begun = Values.ReadSingle(ModelCheckpoint.Load(_run.Best).Model.state_dict()["posterior.mean.weight"]);
        float[] ended = Values.ReadSingle(
            ModelCheckpoint.Load(Path.Combine(Fresh, "checkpoints", "best")).Model.state_dict()["posterior.mean.weight"]);
        Assert.All(begun.Zip(ended), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.True(other.Code == ExitCodes.Done, other.Error);
        Assert.Contains("newly initialised: ", other.Error, StringComparison.Ordinal);
        Assert.Contains("posterior.mean.weight", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ended_before_its_first_checkpoint_begins_again_with_the_weights_of_the_other()
    {
        string recipe = Path.Combine(_run.Location, "recipe.json");
        string[] common = ["train", recipe, "--from", _run.Location, "--threads", "1", "--quiet", "--seed", "4"];
        string[] runs = [Fresh, _run["whole"]];
        Assert.All(runs, run => Assert.Equal(ExitCodes.Done, Call.Of([.. common, "--run", run]).Code));
        Array.ForEach(Directory.GetDirectories(Fresh), folder => Directory.Delete(folder, recursive: true));
        foreach (string file in Directory.GetFiles(Fresh).Where(file => Path.GetFileName(file) is not ("recipe.json" or "run.json")))
        {
            File.Delete(file);
        }

        Call call = Call.Of(["train", "--resume", "--run", Fresh, "--quiet"]);

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        string[] digests = [.. runs.Select(run => ModelCheckpoint.Load(Path.Combine(run, "checkpoints", "best")).Digest!)];
        Assert.Equal(digests[1], digests[0]);
    }

    [Fact]
    public void An_edited_recipe_is_noticed_before_the_run_goes_on()
    {
        Assert.Equal(ExitCodes.Done, Train().Code);
        string recipe = Path.Combine(Fresh, "recipe.json");
        AtomicFile.WriteText(recipe, File.ReadAllText(recipe).Replace("0.001", "0.002", StringComparison.Ordinal));

        Call call = Call.Of(["train", "--resume", "--run", Fresh, "--quiet"]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("differs from the recipe", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"threads\": 1,", "\"threads\": 1000000,")]
    [InlineData("\"threads\": 1,", "\"threads\": -3,")]
    [InlineData("\"threads\": 1,", "")]
    [InlineData("\"threads\": 1,", "\"threads\": 1, \"thread\": 1,")]
    [InlineData("\"device\": \"cpu\"", "\"device\": null")]
    [InlineData("\"data\": {", "\"data\": null, \"other\": {")]
    public void A_record_of_a_run_that_says_what_cannot_be_is_refused_by_name(string sound, string hostile)
    {
        Assert.Equal(ExitCodes.Done, Train().Code);
        string file = Path.Combine(Fresh, "run.json");
        string text = File.ReadAllText(file);
        Assert.Contains(sound, text, StringComparison.Ordinal);
        AtomicFile.WriteText(file, text.Replace(sound, hostile, StringComparison.Ordinal));

        Call call = Call.Of(["train", "--resume", "--run", Fresh, "--quiet"]);

        Assert.Equal(ExitCodes.Failed, call.Code);
        Assert.Contains("run.json", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_begin_at_once_get_folders_of_their_own()
    {
        string root = _run["runs"];
        var names = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
            names.Add(RunDirectory.Create(null, root, "mnist").Name));
        Assert.Equal(200, names.Distinct().Count());
    }

    [Fact]
    public void Talk_to_a_stream_that_fails_is_dropped_and_the_call_ends_with_its_code()
    {
        using var output = new StringWriter();
        using var full = new StreamWriter(new FullStream()) { AutoFlush = true };
        Assert.Equal(ExitCodes.WrongUsage, VaeCommand.Run(["nonsense"], new Terminal(output, full)));
        Assert.Equal(ExitCodes.Failed, VaeCommand.Run(["data", "list"], new Terminal(full, full)));
    }

    private Call Train() => Call.Of(
        ["train", Path.Combine(_run.Location, "recipe.json"), "--run", Fresh, "--threads", "1", "--quiet"]);

    private sealed class FullStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
