using Hex1b;
using Hex1b.Automation;
using Hex1b.Reflow;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>The built command in a real pseudo-terminal, whose bytes an emulator of terminals draws.</summary>
internal sealed class VaeScreen : IAsyncDisposable
{
    private const int Rows = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Hex1bTerminal _terminal;
    private readonly HeadlessPresentationAdapter _screen;
    private readonly Task<int> _run;

    private VaeScreen(int columns, ITerminalReflowProvider reflow, string directory, string before, string[] arguments)
    {
        string vae = Path.Combine(AppContext.BaseDirectory, "vae");
        string line = string.Join(' ', arguments.Prepend(vae).Select(word => $"'{word}'"));
        _screen = new HeadlessPresentationAdapter(columns, Rows).WithReflow(reflow);
        _terminal = Hex1bTerminal.CreateBuilder()
            .WithPresentation(_screen)
            .WithDimensions(columns, Rows)
            .WithPtyProcess("/bin/sh", "-c", $"cd '{directory}' && {before}exec {line}")
            .Build();
        _run = _terminal.RunAsync();
    }

    /// <summary>Calls the command on a screen that is so wide.</summary>
    /// <param name="columns">How wide it is.</param>
    /// <param name="reflow">What becomes of long rows when it gets another width; as of xterm unless given.</param>
    /// <param name="directory">Where the command is called.</param>
    /// <param name="arguments">Of the command.</param>
    public static VaeScreen Start(int columns, ITerminalReflowProvider? reflow, string directory, params string[] arguments) =>
        new(columns, reflow ?? NoReflowStrategy.Instance, directory, "", arguments);

    /// <summary>The same on one that tells no size, as in some containers.</summary>
    public static VaeScreen StartWithoutSize(int columns, string directory, params string[] arguments) =>
        new(columns, NoReflowStrategy.Instance, directory, "stty rows 0 cols 0 && ", arguments);

    /// <summary>What is on the screen when the command has ended well, without empty rows.</summary>
    public async Task<string[]> End()
    {
        Assert.Equal(0, await _run.WaitAsync(Patience));
        return Lines();
    }

    /// <summary>What is on it now.</summary>
    public string[] Lines() => [.. _terminal.CreateSnapshot().GetNonEmptyLines().Select(line => line.TrimEnd())];

    /// <summary>Waits for a text to be there.</summary>
    public async Task WaitFor(string text)
    {
        for (DateTime end = DateTime.UtcNow + Patience; !Lines().Any(line => line.Contains(text, StringComparison.Ordinal));)
        {
            Assert.True(DateTime.UtcNow < end && !_run.IsCompleted, $"'{text}' was never shown: {string.Join('\n', Lines())}");
            await Task.Delay(20);
        }
    }

    /// <summary>Gives the screen another width.</summary>
    public void Resize(int columns) => _screen.TriggerResize(columns, Rows);

    public ValueTask DisposeAsync() => _terminal.DisposeAsync();
}
