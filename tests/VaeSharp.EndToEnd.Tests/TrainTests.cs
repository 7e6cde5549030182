using System.Text.Json;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void A_run_leaves_figures_pictures_and_a_model_that_got_better()
    {
        VaeResult result = _workspace.Train("run", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement answer = result.Json;
        Assert.Equal("run", answer.GetProperty("run").GetString());
        Assert.Equal("finished", answer.GetProperty("outcome").GetString());
        Assert.True(answer.GetProperty("trainingSeconds").GetDouble() > 0);
        double test = answer.GetProperty("test").GetProperty("bound").GetProperty("negativeElboNats").GetDouble();
        double[] validation =
            [.. Metrics("run").Select(m => m.GetProperty("validation").GetProperty("loss").GetDouble())];
        Assert.Equal(4, validation.Length);
        Assert.True(validation[3] < validation[0] - 20, string.Join(" ", validation));
        Assert.InRange(test, validation[3] - 30, validation[3] + 30);

        foreach (string file in (string[])
        [
            "recipe.json", "run.json", "README.md", "test.json", "metrics.csv", "timing.jsonl",
            "checkpoints/last/model.safetensors", "checkpoints/best/model.safetensors",
        ])
        {
            Assert.True(new FileInfo(_workspace.Path("run", file)).Length > 0, file);
        }

        foreach (string picture in (string[])
            ["curves.png", "samples/epoch-0001.png", "samples/epoch-0004.png", "reconstructions/epoch-0004.png"])
        {
            Pictures.AssertShowsSomething(_workspace.Path("run", picture));
        }

        Assert.Single(Directory.GetFiles(_workspace.Path("run"), "events.out.tfevents*"));
    }

    [Fact]
    public void Train_accepts_the_recipe_that_a_run_resolved_and_makes_the_same_model()
    {
        SmallRun.CopyTo(_workspace, "first");
        VaeResult again = _workspace.Vae(
            "train", "first/recipe.json", "--run", "second", "--limit", "1500", "--threads", "1", "--quiet");

        Assert.True(again.ExitCode == 0, again.Error);
        RunFiles.AssertEqual(_workspace.Path("first"), _workspace.Path("second"));
    }

    [Fact]
    public void Another_seed_makes_another_model()
    {
        SmallRun.CopyTo(_workspace, "first");
        _workspace.Train("second", "--seed", "1");

        string[] models =
            [.. ((string[])["first", "second"]).Select(r => RunFiles.Digest(_workspace.Path(r, RunFiles.Model)))];
        Assert.NotEqual(models[0], models[1]);
    }

    [Fact]
    public void A_run_is_never_overwritten()
    {
        SmallRun.CopyTo(_workspace, "run");
        string before = RunFiles.Digest(_workspace.Path("run", RunFiles.Model));

        VaeResult again = _workspace.Train("run");

        Assert.Equal(2, again.ExitCode);
        Assert.Contains("never overwritten", again.Error, StringComparison.Ordinal);
        Assert.Equal(before, RunFiles.Digest(_workspace.Path("run", RunFiles.Model)));
    }

    [Fact]
    public void A_dry_run_tells_the_cost_and_writes_nothing()
    {
        VaeResult result = _workspace.Vae("train", "mnist", "--dry-run", "--limit", "600", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(1_644_848, result.Json.GetProperty("parameters").GetInt64());
        Assert.True(result.Json.GetProperty("secondsExpected").GetDouble() > 0);
        double peak = result.Json.GetProperty("peakMemoryMegabytes").GetDouble();
        Assert.InRange(result.Json.GetProperty("estimatedMemoryMegabytes").GetDouble(), peak / 2, peak * 2);
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.Root));
    }

    [Fact]
    public void A_run_whose_updates_are_all_refused_ends_as_diverged()
    {
        VaeResult result = _workspace.Train("run", "--set", "training.skipNorm=0.000001");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("diverged", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train mnits", "did you mean 'mnist'")]
    [InlineData("train mnist --set training.epoch=3", "did you mean 'epochs'")]
    [InlineData("train mnist --set likelihood.kind=bernouli", "did you mean 'bernoulli'")]
    [InlineData("train mnist --set training.epochs=0", "from 1 to 100000")]
    [InlineData("train mnist --set data.binarization=none", "dynamic")]
    [InlineData("train mnist --epochs none", "--epochs")]
    [InlineData("train", "mnist")]
    public void Wrong_usage_is_said_with_what_to_write_instead(string line, string hint)
    {
        VaeResult result = _workspace.Vae(line.Split(' '));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_device_that_is_absent_is_what_the_machine_lacks()
    {
        VaeResult result = _workspace.Train("run", "--device", "cuda");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("cuda", result.Error, StringComparison.Ordinal);
    }

    private IEnumerable<JsonElement> Metrics(string run) =>
        File.ReadLines(_workspace.Path(run, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement);
}
