using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Hex1b.Reflow;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>What is left on screens of several widths, beside the same call's log.</summary>
[UnsupportedOSPlatform("windows")] // which the project leaves this file out for
public sealed partial class ScreenTests : IDisposable
{
    // What the same training says where nobody looks, once for all widths.
    private static readonly Lazy<VaeResult> Log = new(() =>
    {
        using var workspace = new Workspace();
        return workspace.Vae(Training("log"));
    });

    private static readonly char[] Rules = [' ', '\n', '\r', '│', '─', '╭', '╮', '╰', '╯', '├', '┤', '┬', '┴', '┼'];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(200)]
    public async Task A_training_leaves_whole_lines_and_nothing_of_its_progress(int columns)
    {
        await using VaeScreen screen = VaeScreen.Start(columns, null, _workspace.Root, Training("screen"));

        AssertWhole(columns, await screen.End(), Log.Value);
    }

    [Fact]
    public async Task A_screen_that_tells_no_size_counts_as_80_columns()
    {
        await using VaeScreen screen = VaeScreen.StartWithoutSize(80, _workspace.Root, Training("screen"));

        AssertWhole(80, await screen.End(), Log.Value);
    }

    // What screens do with a row that has become too long differs.
    [Theory]
    [InlineData(nameof(NoReflowStrategy))]
    [InlineData(nameof(VteReflowStrategy))]
    public async Task A_screen_that_becomes_narrower_in_the_middle_keeps_no_progress(string strategy)
    {
        ITerminalReflowProvider reflow =
            strategy == nameof(VteReflowStrategy) ? VteReflowStrategy.Instance : NoReflowStrategy.Instance;
        await using VaeScreen screen = VaeScreen.Start(160, reflow, _workspace.Root, Training("screen", epochs: 12));
        await screen.WaitFor("epoch 3/12");
        await screen.WaitFor("images/s");
        screen.Resize(50);

        string[] rows = await screen.End();

        Assert.DoesNotContain(rows, IsProgress);
        Assert.Equal(
            Enumerable.Range(1, 12).Select(epoch => $"epoch {epoch}/12"),
            rows.Where(row => row.Contains("/12 ·", StringComparison.Ordinal)).Select(row => row.Split(" ·")[0]));
    }

    [Theory]
    [InlineData("evaluate", "shipped:mnist", "--limit", "200", "--samples", "20", "--no-judge")]
    [InlineData("fit-prior", "shipped:mnist-2d", "--components", "3")]
    [InlineData("sample", "shipped:mnist", "--count", "1000", "--out", "samples.png")]
    public async Task Other_long_verbs_leave_nothing_but_their_answer(params string[] call)
    {
        await using VaeScreen screen = VaeScreen.Start(60, null, _workspace.Root, call);

        AssertWhole(60, await screen.End(), _workspace.Vae(call));
    }

    // Words of a log are whole; a screen shows the same ones, and each of its sentences.
    private static void AssertWhole(int columns, string[] rows, VaeResult log)
    {
        Assert.True(log.ExitCode == 0, log.Error);
        string[] lines = [.. log.Error.Split('\n').Where(line => line.StartsWith("epoch ", StringComparison.Ordinal))];
        HashSet<string> words = [.. Words($"{log.Error}\n{log.Output}")];

        Assert.All(rows, row => Assert.InRange(row.Length, 1, columns));
        Assert.DoesNotContain(rows, IsProgress);
        Assert.All(Words(string.Join('\n', rows)), word => Assert.Contains(word, words));
        string shown = string.Join(' ', Words(string.Join('\n', rows)));
        Assert.All(lines, line => Assert.Contains(string.Join(' ', Words(line)), shown, StringComparison.Ordinal));
    }

    private static string[] Training(string run, int epochs = 2) =>
    [
        "train", "mnist", "--limit", "300", "--epochs", $"{epochs}", "--threads", "1", "--run", $"runs/{run}",
        "--set", "networks.hidden=[64]", "--set", "training.batch=5",
    ];

    private static IEnumerable<string> Words(string text)
    {
        string[] words = text.Replace("runs/log", "runs/screen", StringComparison.Ordinal)
            .Split(Rules, StringSplitOptions.RemoveEmptyEntries);
        string line = string.Join(' ', words);
        return Timed().Replace(line, " ").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.TrimEnd(':'));
    }

    private static bool IsProgress(string row) => Progress().IsMatch(row);

    [GeneratedRegex(@"^\s*\d+%|━|: \d+ %( ·|$)|^\d+ %|images/s| left$|step \d+/")]
    private static partial Regex Progress();

    // How long something took or takes, which is told where it is long.
    [GeneratedRegex(@"\d+(\.\d)? (s|min) of training|\w+( \w+)*: about \d+ (s|min)[^.]*\.")]
    private static partial Regex Timed();
}
