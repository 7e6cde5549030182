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
}
