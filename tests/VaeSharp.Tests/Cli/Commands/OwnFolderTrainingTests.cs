using VaeSharp.Benchmarks.Pictures;
using VaeSharp.Cli;
using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Data;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

/// <summary>Training on a folder by its name alone, as typed.</summary>
public sealed class OwnFolderTrainingTests : IDisposable
{
    private static readonly ImageShape Shape = new(3, 16, 16);

    private readonly TemporaryDirectory _folder = new();

    public OwnFolderTrainingTests()
    {
        for (int i = 0; i < 60; i++)
        {
            _folder.Write($"photos/{i}.png", PngFile.Encode(DrawnShapes.Draw(i % 3, Shape, (ulong)i), Shape));
        }
    }

    private string Photos => $"folder:{_folder["photos"]}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_chosen_is_told_first_and_stands_in_the_runs_recipe()
    {
        Call call = Call.Of(["train", Photos, "--run", _folder["run"], "--threads", "1", "--epochs", "2"]);

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        Recipe recipe = RecipeFile.Read(_folder["run", "recipe.json"]);
        string said = call.Error[..call.Error.IndexOf("epoch 1/2", StringComparison.Ordinal)];
        Assert.Contains("colour, 16×16", said, StringComparison.Ordinal);
        Assert.Contains($"steps of {recipe.Training.Batch} pictures (2 epochs", said, StringComparison.Ordinal);
        Assert.Contains("mirrored", said, StringComparison.Ordinal);
        Assert.Contains(recipe.Likelihood.Kind, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_another_model_begins_keeps_that_models_choices_and_takes_its_weights()
    {
        Assert.Equal(ExitCodes.Done, Call.Of(
            ["train", Photos, "--run", _folder["first"], "--threads", "1", "--quiet", "--epochs", "1", "--set", "posterior.dimension=3"]).Code);

        Call call = Call.Of(
            ["train", Photos, "--from", _folder["first"], "--run", _folder["second"], "--threads", "1", "--epochs", "1"]);

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        Assert.Equal(3, RecipeFile.Read(_folder["second", "recipe.json"]).Posterior.Dimension);
        Assert.Matches(@"(\d+) of \1 tensors come from", call.Error);
    }

    [Fact]
    public void A_dry_run_writes_nothing_and_a_folder_without_its_prefix_is_told_how_to_name_it()
    {
        Call dry = Call.Of(["train", Photos, "--dry-run", "--threads", "1"]);
        Call bare = Call.Of(["train", _folder["photos"]]);

        Assert.True(dry.Code == ExitCodes.Done, dry.Error);
        Assert.Equal(["photos"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.Equal(ExitCodes.WrongUsage, bare.Code);
        Assert.Contains($"it is {Photos}", bare.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.WrongUsage, Call.Of(["train", Photos, "--set", "training.epoch=3"]).Code);
    }
}
