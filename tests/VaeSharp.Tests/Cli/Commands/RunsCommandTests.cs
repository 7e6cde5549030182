using System.Text.Json;
using VaeSharp.Cli;
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
    public void A_run_that_hides_a_model_of_the_same_name_says_so_and_one_named_by_its_folder_says_nothing()
    {
        using var tiny = new TinyRun();

        Assert.Equal("", tiny.Vae("summary").Error.Contains("Using", StringComparison.Ordinal) ? "Using" : "");
        Assert.StartsWith("Using shipped:mnist", Call.Of("sample", "mnist", "--label", "99", "--threads", "1").Error, StringComparison.Ordinal);
    }
}
