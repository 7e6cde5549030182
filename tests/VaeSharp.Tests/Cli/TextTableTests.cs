using VaeSharp.Cli;
using Xunit;

namespace VaeSharp.Tests.Cli;

public sealed class TextTableTests
{
    private static readonly string[] Lines =
    [
        "what     nats",
        "rate    25.10",
        "elbo  -100.00",
    ];

    [Fact]
    public void Off_a_screen_columns_are_aligned_and_nothing_is_drawn()
    {
        var table = new TextTable("what", ">nats");
        table.Add("rate", "25.10");
        table.Add("elbo", "-100.00");
        using var output = new StringWriter();

        table.Write(new Terminal(output, TextWriter.Null));

        Assert.Equal(Lines, output.ToString().TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void On_a_screen_brackets_in_a_cell_are_text()
    {
        var table = new TextTable("[name]", ">n");
        table.Add("[red]x[/]", "1");
        using var output = new StringWriter();

        table.Write(new Terminal(output, TextWriter.Null, outputIsScreen: true));

        Assert.Contains("[red]x[/]", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("[name]", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(200)]
    public void On_any_screen_no_word_is_broken_and_no_row_is_wider_than_the_screen(int columns)
    {
        string[] cells = ["networks.channels=[32,64,128]", "12 h 05 min", "a few words that can be wrapped at their spaces, as there are many"];
        var table = new TextTable("what", ">time", "in words");
        table.Add(cells);
        using var output = new StringWriter();

        table.Write(Screen(output, columns));

        string[] rows = ScreenRows.Of(output.ToString());
        Assert.All(rows, row => Assert.InRange(row.Length, 1, columns));
        string[] words = [.. rows.SelectMany(row => row.Split(' ', '│')).Where(word => word.Length > 0)];
        Assert.All(cells.SelectMany(cell => cell.Split(' ')), word => Assert.Contains(word, words));
    }

    [Fact]
    public void Columns_that_a_screen_has_no_room_for_are_told()
    {
        var table = new TextTable("run", ">nats", "?>begun", "?differs in");
        table.Add("a-run-of-some-length", "91.23", "14 Jun 12:30", "training.epochs=20");
        using var output = new StringWriter();
        using var error = new StringWriter();

        table.Write(new Terminal(output, error, outputIsScreen: true, columns: () => 40));

        Assert.Equal("No room for 'begun', 'differs in': a wider screen or --json shows all.", error.ToString().TrimEnd());
        Assert.DoesNotContain("Jun", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_can_be_missed_and_is_empty_is_not_shown()
    {
        var table = new TextTable("run", "?differs in");
        table.Add("a", "");
        using var output = new StringWriter();

        table.Write(Screen(output, 80));

        Assert.DoesNotContain("differs", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Off_a_screen_no_column_is_left_out()
    {
        var table = new TextTable("run", "?>begun");
        table.Add("a", "14 Jun 12:30");
        using var output = new StringWriter();

        table.Write(new Terminal(output, TextWriter.Null));

        Assert.Equal(["run         begun", "a    14 Jun 12:30"], output.ToString().TrimEnd().Split(Environment.NewLine));
    }

    private static Terminal Screen(TextWriter output, int columns) =>
        new(output, TextWriter.Null, outputIsScreen: true, columns: () => columns);
}
