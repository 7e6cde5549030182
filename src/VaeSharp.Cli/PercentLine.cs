using System.Globalization;
using VaeSharp.Runs;

namespace VaeSharp.Cli;

/// <summary>How far some work is: one line that changes on a screen, a line now and then elsewhere. Where it takes long, that is told
/// once beforehand.</summary>
/// <param name="terminal">Where to say it.</param>
/// <param name="what">What is being done.</param>
/// <param name="size">How much there is to do, such as "10,000 images × 500 samples"; empty where it goes without saying.</param>
internal sealed class PercentLine(Terminal terminal, string what, string size = "") : IProgress<double>, IDisposable
{
    private static readonly TimeSpan ScreenInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(15);

    // Before that, what is left is a guess.
    private static readonly TimeSpan LeastElapsed = TimeSpan.FromSeconds(1);

    private readonly Beforehand _beforehand = new();
    private readonly long _begun = terminal.Time.GetTimestamp();
    private long _lastShown = terminal.Time.GetTimestamp();
    private (double Share, TimeSpan Elapsed)? _first;

    /// <summary>Does some work under such a line, which is gone before anything else is said.</summary>
    public static T During<T>(Terminal terminal, string what, Func<IProgress<double>, T> work, string size = "")
    {
        using var line = new PercentLine(terminal, what, size);
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
        TimeSpan elapsed = terminal.Time.GetElapsedTime(_begun);
        _first ??= (value, elapsed);
        if (_beforehand.IsDue(elapsed, Left(value, elapsed)))
        {
            terminal.Say($"{what}: about {Durations.About(elapsed + Left(value, elapsed)!.Value)}{(size.Length > 0 ? ", " : "")}{size}.");
        }

        if (terminal.Time.GetElapsedTime(_lastShown) < (terminal.ErrorIsScreen ? ScreenInterval : PlainInterval))
        {
            return;
        }

        _lastShown = terminal.Time.GetTimestamp();
        if (terminal.ErrorIsScreen)
        {
            terminal.ShowProgress(Fitting(value, terminal.Columns - 1)); // the last column would make some screens go to the next row
        }
        else
        {
            terminal.Say(Words(value));
        }
    }

    /// <summary>Takes the line away again.</summary>
    public void Dispose()
    {
        if (terminal.ErrorIsScreen)
        {
            terminal.ClearProgress();
        }
    }

    private string Words(double share) => $"{what}: {Percent(share)}{Remaining(share)}";

    // As many words as there is room for; what is left to do is what the reader wants most.
    private string Fitting(double share, int columns) =>
        ((string[])[Words(share), $"{Percent(share)}{Remaining(share)}"])
        .FirstOrDefault(line => line.Length <= columns) ?? Percent(share);

    private string Remaining(double share)
    {
        TimeSpan elapsed = terminal.Time.GetElapsedTime(_begun);
        return elapsed >= LeastElapsed && Left(share, elapsed) is { } left ? $" · about {Durations.Words(left)} left" : "";
    }

    // By the parts after the first, which warms up, as soon as there are any.
    private TimeSpan? Left(double share, TimeSpan elapsed)
    {
        if (share is <= 0 or >= 1)
        {
            return null;
        }

        (double before, TimeSpan warm) = _first is { } first && share > first.Share ? first : (0, TimeSpan.Zero);
        return (elapsed - warm) * ((1 - share) / (share - before));
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0} %");

    private sealed class StageLines(Terminal terminal) : IProgress<StageProgress>, IDisposable
    {
        private string? _stage;
        private PercentLine? _line;

        public void Report(StageProgress value)
        {
            if (_line is null || _stage != value.Stage)
            {
                Dispose();
                (_stage, _line) = (value.Stage, new PercentLine(terminal, value.Stage, value.Size));
            }

            _line.Report(value.Share);
        }

        public void Dispose() => _line?.Dispose();
    }
}
