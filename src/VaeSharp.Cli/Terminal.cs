using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using VaeSharp.Evaluation;

namespace VaeSharp.Cli;

/// <summary>Where a verb speaks: data on standard output, talk on standard error.</summary>
/// <param name="output">Receives data and nothing else.</param>
/// <param name="error">Receives progress, warnings and errors.</param>
/// <param name="outputIsScreen">Whether somebody looks at the output: tables may have lines then.</param>
/// <param name="errorIsScreen">The same of the talk, so that progress may be redrawn in place.</param>
/// <param name="columns">Tells how wide the screen is; 80 where null.</param>
/// <param name="time">Tells how long work has lasted; the system's where null.</param>
/// <param name="erases">Whether the screen of the talk knows how to erase a line.</param>
internal sealed class Terminal(
    TextWriter output, TextWriter error, bool outputIsScreen = false, bool errorIsScreen = false, Func<int>? columns = null,
    TimeProvider? time = null, bool erases = true)
{
    private const int LeastColumns = 20, UsualColumns = 80;

    private readonly LiveLine _live = new(new GuardedWriter(error, _ => { }), erases);

    public TextWriter Output { get; } = new GuardedWriter(output, fault => throw new AnswerLostException(fault));

    public TextWriter Error { get; } = new GuardedWriter(error, _ => { });

    public TimeProvider Time { get; } = time ?? TimeProvider.System;

    public bool OutputIsScreen => outputIsScreen;

    public bool ErrorIsScreen => errorIsScreen;

    /// <summary>How wide the screen is, as of now; one that gives no width, as in containers and under cron, counts as the usual.</summary>
    public int Columns => Wide(columns?.Invoke() ?? UsualColumns);

    /// <summary>The streams of this process.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        bool isScreen = !Console.IsErrorRedirected;
        return new Terminal(
            Console.Out, Console.Error, !Console.IsOutputRedirected, isScreen, ScreenColumns, erases: isScreen && Erases());
    }

    /// <summary>A width as a screen tells it, or the usual one where it tells none.</summary>
    internal static int Wide(int screen) => screen < LeastColumns ? UsualColumns : screen;

    /// <summary>Tells the user something that is not data; a screen gets it in whole words, and above the line of progress.</summary>
    public void Say(string line) =>
        _live.Above((ErrorIsScreen ? ScreenText.Wrapped(Shown(line), Columns) : Shown(line)) + Environment.NewLine);

    /// <summary>Answers in words; a screen gets them whole.</summary>
    /// <param name="line">Data, as far as it is sentences.</param>
    /// <param name="hang">How far the rows after the first are indented, where the screen is wide enough.</param>
    public void Answer(string line, int hang = 2) => Output.WriteLine(
        OutputIsScreen ? string.Join(Environment.NewLine, ScreenText.Rows(line, Columns, hang > Columns / 2 ? 4 : hang)) : line);

    /// <summary>Shows how far some work is, in place of what was shown before; for screens.</summary>
    /// <param name="line">As long as the screen is wide, less one column.</param>
    public void ShowProgress(string line) => _live.Show(Shown(line));

    /// <summary>Takes that away.</summary>
    public void ClearProgress() => _live.Clear();

    /// <summary>A text as a screen may show it: control characters, which could move the cursor or colour what follows, are
    /// written out.</summary>
    internal static string Shown(string text) => !text.Any(IsUnshown)
        ? text
        : string.Concat(text.Select(letter => IsUnshown(letter) ? $"\\u{(int)letter:x4}" : letter.ToString()));

    // Format characters can turn the order of what is read.
    private static bool IsUnshown(char letter) => letter is not ('\n' or '\t')
        && char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format;

    /// <summary>Takes the lines of work that lasts.</summary>
    public IProgress<string> Progress => new LineProgress(this);

    /// <summary>Writes one object, the whole answer of a call with <c>--json</c>.</summary>
    public void WriteJson<T>(T answer) => Output.WriteLine(JsonSerializer.Serialize(answer, ReportJson.Options));

    private static int ScreenColumns()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            return UsualColumns;
        }
    }

    // Spectre.Console knows the terminals, and switches the console of Windows to such sequences.
    private static bool Erases() => AnsiConsole
        .Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Profile.Capabilities.Ansi;

    // System.Progress posts to the thread pool: lines would come late and in disorder.
    private sealed class LineProgress(Terminal terminal) : IProgress<string>
    {
        public void Report(string value) => terminal.Say(value);
    }
}
