using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Cli.Commands;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

public sealed class RunsCommandTests
{
    [Fact]
    public void The_models_that_come_along_are_listed_under_the_names_by_which_they_are_found()
    {
        Call call = Call.Of("runs", "mnist");

        Assert.Equal(ExitCodes.Done, call.Code);
        Assert.Contains("shipped:mnist-2d", call.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("cifar10", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_stands_in_json_with_figures()
    {
        using JsonDocument answer = JsonDocument.Parse(Call.Of("runs", "--json").Output);

        JsonElement mnist = answer.RootElement.GetProperty("shipped").EnumerateArray()
            .Single(run => run.GetProperty("name").GetString() == "shipped:mnist");
        Assert.Equal("finished", mnist.GetProperty("state").GetString());
        Assert.InRange(mnist.GetProperty("figureNats").GetDouble(), 90, 92);
    }

    [Fact]
    public void A_name_that_does_not_come_along_is_told_with_those_that_do()
    {
        Call call = Call.Of("sample", "shipped:mnits");

        Assert.NotEqual(ExitCodes.Done, call.Code);
        Assert.Contains("shipped:mnist", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_layers_of_a_model_that_comes_along_are_listed_under_that_name_too()
    {
        Call call = Call.Of("summary", "shipped:mnist-2d");

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        Assert.Contains("posterior.mean", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_hides_a_model_of_the_same_name_says_so_and_one_named_by_its_folder_says_nothing()
    {
        using var tiny = new TinyRun();

        Assert.Equal("", tiny.Vae("summary").Error.Contains("Using", StringComparison.Ordinal) ? "Using" : "");
        Assert.StartsWith("Using shipped:mnist", Call.Of("sample", "mnist", "--label", "99", "--threads", "1").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(160)]
    public void On_any_screen_each_run_has_its_name_state_and_figure_in_whole_words(int columns)
    {
        string text = Table(columns, out _);

        Assert.All(ScreenRows.Of(text), row => Assert.InRange(row.Length, 1, columns));
        Assert.All(
            ["mnist-conditional-12", "stopped", "102.40", "shipped:cifar10-ladder", "trained", "91.23"],
            whole => Assert.Contains(whole, text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_narrow_screen_leaves_out_is_told_and_a_wide_one_shows_all()
    {
        Assert.DoesNotContain(" Jan ", Table(80, out string said), StringComparison.Ordinal);
        Assert.Contains("--json", said, StringComparison.Ordinal);

        string wide = Table(160, out string nothing);
        Assert.Contains("training.epochs=7", wide, StringComparison.Ordinal);
        Assert.Contains(" Jan ", wide, StringComparison.Ordinal);
        Assert.Equal("", nothing);
    }

    private static string Table(int columns, out string said)
    {
        RunOverview[] runs =
        [
            new()
            {
                Name = "mnist-conditional-12", Folder = "runs/mnist-conditional-12", State = RunState.Stopped, Recipe = "mnist",
                EpochsDone = 5, Epochs = 7, FigureName = "validation loss", FigureNats = 102.4, Seconds = 43_500,
                Started = new DateTimeOffset(DateTimeOffset.UtcNow.Year, 1, 14, 12, 30, 0, TimeSpan.Zero),
                Changes = RecipeDifference.Between(
                    RecipeCatalog.Open("mnist"), RecipeCatalog.Open("mnist", "training.epochs=7", "posterior.dimension=16", "networks.hidden=[512,256,128]")),
            },
            new()
            {
                Name = "shipped:cifar10-ladder", Folder = "shipped:cifar10-ladder", State = RunState.Finished,
                FigureName = "−ELBO", FigureNats = 91.23, FigureIsOfTest = true,
            },
        ];
        using var output = new StringWriter();
        using var error = new StringWriter();
        RunsCommand.Write(runs, new Terminal(output, error, outputIsScreen: true, columns: () => columns));
        said = error.ToString();
        return output.ToString();
    }
}
