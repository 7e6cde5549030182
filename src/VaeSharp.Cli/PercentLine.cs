using System.Diagnostics;
using System.Globalization;
using VaeSharp.Runs;

namespace VaeSharp.Cli;

/// <summary>How far some work is: one line that changes on a screen, a line now and then elsewhere.</summary>
/// <param name="terminal">Where to say it.</param>
/// <param name="what">What is being done.</param>
internal sealed class PercentLine(Terminal terminal, string what) : IProgress<double>, IDisposable
{
    private static readonly TimeSpan ScreenInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(15);

    // Before that, what is left is a guess.
    private static readonly TimeSpan LeastElapsed = TimeSpan.FromSeconds(2);
    private const double LeastShare = 0.01;

    private readonly Stopwatch _all = Stopwatch.StartNew();
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private bool _shown;

    /// <summary>Does some work under such a line, which is gone before anything else is said.</summary>
    public static T During<T>(Terminal terminal, string what, Func<IProgress<double>, T> work)
    {
        using var line = new PercentLine(terminal, what);
        return work(line);
    }

    /// <summary>Does some work of several stages, each under a line of its own.</summary>
    public static T Stages<T>(Terminal terminal, Func<IProgress<StageProgress>, T> work)
    {
        using var lines = new StageLines(terminal);
        return work(lines);
    }

    /// <inheritdoc/>
    public void Report(double value)
    {
        if (_sinceShown.Elapsed < (terminal.ErrorIsScreen ? ScreenInterval : PlainInterval))
        {
            return;
        }

        _sinceShown.Restart();
        _shown = true;
        string line = string.Create(CultureInfo.InvariantCulture, $"{what}: {100 * value:F0} %{Remaining(value)}");
        if (terminal.ErrorIsScreen)
        {
            int most = terminal.Columns - 1; // the last column would make some terminals go to the next line
            terminal.Error.Write("\r" + (line.Length > most ? line[..most] : line.PadRight(most)));
        }
        else
        {
            terminal.Say(line);
        }
    }

    /// <summary>Takes the line away again.</summary>
    public void Dispose()
    {
        if (_shown && terminal.ErrorIsScreen)
        {
            terminal.Error.Write("\r" + new string(' ', terminal.Columns - 1) + "\r");
        }
    }

    private string Remaining(double share) => _all.Elapsed >= LeastElapsed && share is >= LeastShare and < 1
        ? $" · about {Durations.Words(_all.Elapsed * ((1 - share) / share))} left"
        : "";

    private sealed class StageLines(Terminal terminal) : IProgress<StageProgress>, IDisposable
    {
        private string? _stage;
        private PercentLine? _line;

        public void Report(StageProgress value)
        {
            if (_line is null || _stage != value.Stage)
            {
                Dispose();
                (_stage, _line) = (value.Stage, new PercentLine(terminal, value.Stage));
            }

            _line.Report(value.Share);
        }

        public void Dispose() => _line?.Dispose();
    }
}
