using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Models.Judges;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

/// <summary>A judge is trained, packed and used by the verbs that know it, and taken for no VAE by the others.</summary>
public sealed class JudgeVerbTests
{
    [Fact]
    public void A_judge_of_the_users_is_trained_packed_and_asked()
    {
        using var run = new TinyRun();
        Call trained = Train(run, "judge");
        Assert.True(trained.Code == ExitCodes.Done, trained.Error);
        Assert.Matches(@"judge: \d+\.\d\d ± \d+\.\d\d % of 40 test images", trained.Output);
        Assert.True(CheckpointDirectory.Verifies(run["judge", "checkpoints", "best"]));

        Call packed = Call.Of(["pack", run["judge"], "--threads", "1", "--out", run["packed"]]);
        Assert.True(packed.Code == ExitCodes.Done, packed.Error);
        string card = File.ReadAllText(run["packed", "README.md"]);
        Assert.Contains("half precision", card, StringComparison.Ordinal);
        Assert.Contains("% of 40 images", card, StringComparison.Ordinal);
        Assert.DoesNotContain("--run", card, StringComparison.Ordinal);

        Call asked = run.Vae("evaluate", "--judge", run["packed"], "--no-pca", "--json");
        Assert.True(asked.Code == ExitCodes.Done, asked.Error);
        JsonElement samples = JsonDocument.Parse(asked.Output).RootElement.GetProperty("model").GetProperty("samples");
        Assert.Equal("packed", samples.GetProperty("judge").GetString());
        double accuracy = JsonDocument.Parse(File.ReadAllText(run["packed", "test.json"])).RootElement.GetProperty("accuracy").GetDouble();
        Assert.Equal(accuracy, samples.GetProperty("classifierAccuracy").GetDouble());
    }

    [Fact]
    public void A_training_that_was_stopped_goes_on_with_its_own_settings()
    {
        using var run = new TinyRun();
        Assert.Equal(ExitCodes.Done, Train(run, "whole").Code);
        Assert.Equal(ExitCodes.Done, Train(run, "again").Code);
        File.Delete(run["again", "test.json"]);

        Call resumed = Call.Of(["train", "--resume", "--run", run["again"]]);

        Assert.True(resumed.Code == ExitCodes.Done, resumed.Error);
        Assert.Contains("resuming after step", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllBytes(run["whole", "checkpoints", "best", "model.safetensors"]),
            File.ReadAllBytes(run["again", "checkpoints", "best", "model.safetensors"]));
    }

    [Theory]
    [InlineData("relabel")]
    [InlineData("evaluate")]
    public void A_judge_of_other_images_is_refused(string verb)
    {
        using var run = new TinyRun();

        Call call = run.Vae(verb, "--judge", Path.Combine(AppContext.BaseDirectory, "models", "mnist-judge"));

        Assert.NotEqual(ExitCodes.Done, call.Code);
        Assert.Contains("The judge mnist-judge classifies images of 1×28×28", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_judge_is_refused_with_what_is_expected()
    {
        using var run = new TinyRun();

        Call call = run.Vae("evaluate", "--judge", run.Location);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains($"there is no {JudgeCheckpoint.RecipeFileName}", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from", "mnist")]
    [InlineData("--dry-run", null)]
    public void Options_that_are_not_for_a_classifier_are_refused(string option, string? value)
    {
        Call call = Call.Of(["train", "mnist-judge", option, .. value is null ? (string[])[] : [value]]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains(option, call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_judges_folder_is_no_run_of_a_VAE()
    {
        using var run = new TinyRun();
        Assert.Equal(ExitCodes.Done, Train(run, "judge").Code);

        Assert.NotEqual(ExitCodes.Done, Call.Of(["sample", run["judge"]]).Code);
    }

    private static Call Train(TinyRun run, string folder) => Call.Of(
    [
        "train", "mnist-judge", "--threads", "1", "--run", run[folder], "--epochs", "2", "--set", $"data.name={run.Recipe.Data.Name}",
        "--set", "judge.stem=16", "--set", "judge.channels=[16]", "--set", "training.batch=16",
    ]);
}
