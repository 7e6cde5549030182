using VaeSharp.Cli;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.Cli.Runs;

public sealed class TrainedRunTests
{
    [Fact]
    public void A_run_that_is_not_there_is_wrong_usage_and_says_how_to_make_one()
    {
        Call call = Call.Of("sample", "kmnist-2d");

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("There is no run 'kmnist-2d'", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_that_was_never_trained_says_how_to()
    {
        Call call = Call.Of("sample", "seed-cifar10");

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("'vae train seed-cifar10'", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_was_trained_yet_the_models_that_come_along_are_named()
    {
        Call call = Call.Of("sample");

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("There is no run 'last'", call.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("did you mean", call.Error, StringComparison.Ordinal);
        Assert.Matches(@"Shipped models: .*\bmnist\b", call.Error);
    }

    [Fact]
    public void A_run_without_a_checkpoint_says_so()
    {
        using var run = new TinyRun();
        Directory.Delete(run["run", "checkpoints"], recursive: true);

        Call call = run.Vae("sample");

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("has no checkpoint yet", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_checkpoint_is_a_failure_that_names_the_file()
    {
        using var run = new TinyRun();
        string weights = Path.Combine(run.Best, "model.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        using (FileStream stream = File.Create(weights))
        {
            stream.Write(bytes);
        }

        Call call = run.Vae("sample");

        Assert.Equal(ExitCodes.Failed, call.Code);
        Assert.Contains("model.safetensors", call.Error, StringComparison.Ordinal);
        Assert.Empty(call.Output);
    }

    [Fact]
    public void Images_that_went_away_are_what_the_machine_lacks()
    {
        using var run = new TinyRun();
        Directory.Delete(run["images"], recursive: true);

        Call call = run.Vae("reconstruct");

        Assert.Equal(ExitCodes.MachineLacks, call.Code);
        Assert.Contains(run["images"], call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_data_set_than_the_runs_own_is_refused()
    {
        using var run = new TinyRun();
        Recipe other = run.Recipe with { Data = run.Recipe.Data with { Name = "mnist" } };
        VaeSharp.Models.ModelCheckpoint best = VaeSharp.Models.ModelCheckpoint.Load(run.Best);
        VaeSharp.Storage.CheckpointDirectory.Replace(run.Best, (best with { Recipe = other }).Write);

        Call call = run.Vae("reconstruct");

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("was trained on 1×8×8 images; ", call.Error, StringComparison.Ordinal);
    }
}
