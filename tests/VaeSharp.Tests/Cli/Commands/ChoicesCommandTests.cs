using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

public sealed class ChoicesCommandTests
{
    [Fact]
    public void Every_choice_has_a_row_with_all_that_is_said_of_it()
    {
        Call call = Call.Of("choices");

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        string[] rows = call.Output.Split('\n');
        foreach (ChoiceListing choice in ChoiceCatalog.All)
        {
            string row = rows.Single(line => line.StartsWith(choice.Kind + " ", StringComparison.Ordinal));
            Assert.Contains(choice.Summary, row, StringComparison.Ordinal);
            Assert.Contains(choice.Source, row, StringComparison.Ordinal);
            Assert.EndsWith(choice.Bound ?? choice.Source, row.TrimEnd(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Json_is_the_catalogue_itself()
    {
        Call call = Call.Of("choices", "--json");

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        Assert.Equal(ChoiceCatalog.All, JsonSerializer.Deserialize<ChoiceListing[]>(call.Output, ReportJson.Options)!);
    }

    [Fact]
    public void Every_choice_says_what_it_is_and_where_it_comes_from_and_every_objective_its_bound()
    {
        Assert.NotEmpty(ChoiceCatalog.All);
        Assert.All(ChoiceCatalog.All, choice =>
        {
            Assert.False(string.IsNullOrWhiteSpace(choice.Summary), choice.Kind);
            Assert.False(string.IsNullOrWhiteSpace(choice.Source), choice.Kind);
            Assert.Equal(choice.Choice == "objective", !string.IsNullOrWhiteSpace(choice.Bound));
        });
    }
}
