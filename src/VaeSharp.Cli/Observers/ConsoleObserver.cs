using System.Diagnostics;
using System.Globalization;
using VaeSharp.Runs;
using VaeSharp.Training;

namespace VaeSharp.Cli.Observers;

/// <summary>Progress on standard error: one line that changes on a screen, a line now and then elsewhere.</summary>
/// <param name="terminal">Where it goes.</param>
/// <param name="names">What the losses are called.</param>
/// <param name="remaining">How long the rest takes.</param>
internal sealed class ConsoleObserver(Terminal terminal, LossNames names, RemainingTime remaining) : ITrainingObserver
{
    private const int BarWidth = 16;
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ScreenInterval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private readonly Stopwatch _all = Stopwatch.StartNew();
    private long _images;
    private bool _shown;

    /// <summary>Knows the names of its losses and which steps take longer.</summary>
    internal static ConsoleObserver Of(TrainingRun run, Terminal terminal) =>
        new(terminal, run.LossNames, new RemainingTime(run.Progress.Steps, run.CostlierFrom, TimeProvider.System));

    public void StepDone(TrainingProgress now, StepReport step)
    {
        remaining.StepDone(now.Position);
        _images += step.Images;
        if (_sinceShown.Elapsed < (terminal.ErrorIsScreen ? ScreenInterval : PlainInterval))
        {
            return;
        }

        _sinceShown.Restart();
        double share = (double)now.Position.Step / now.Steps;
        IReadOnlyList<string> parts = Parts(now, step, share);
        if (terminal.ErrorIsScreen)
        {
            _shown = true;
            int most = terminal.Columns - 1; // the last column would make some terminals go to the next line
            terminal.Error.Write("\r" + Fitting(parts, share, most).PadRight(most));
        }
        else
        {
            terminal.Say(string.Join(" · ", parts));
        }
    }

    public void EpochDone(TrainingProgress now, EpochReport epoch)
    {
        Clear();
        string validation = epoch.Validation is { } v ? " · validation " + LossNames.Figures(names.Validation, v) : "";
        terminal.Say($"epoch {epoch.Epoch}/{now.Epochs} · training {LossNames.Figures(names.Training, epoch.Train)}{validation}");
    }

    public void Ended(TrainingProgress now, TrainingOutcome outcome) => Clear();

    /// <summary>As many parts as fit, the first ones first; the bar only where all do.</summary>
    /// <param name="parts">From the most to the least wanted.</param>
    /// <param name="share">That is done, from 0 to 1.</param>
    /// <param name="columns">Of the screen.</param>
    internal static string Fitting(IReadOnlyList<string> parts, double share, int columns)
    {
        string all = string.Join(" · ", parts);
        if (all.Length + BarWidth + 1 <= columns)
        {
            int full = (int)(share * BarWidth);
            return $"{new string('━', full)}{new string('─', BarWidth - full)} {all}";
        }

        int taken = parts.Count;
        while (taken > 1 && string.Join(" · ", parts.Take(taken)).Length > columns)
        {
            taken--;
        }

        string line = string.Join(" · ", parts.Take(taken));
        return line.Length <= columns ? line : line[..columns];
    }

    private IReadOnlyList<string> Parts(TrainingProgress now, StepReport step, double share)
    {
        TrainingPosition at = now.Position;
        IFormatProvider format = CultureInfo.InvariantCulture;
        return
        [
            string.Create(
                format, $"{100 * share,3:F0}% epoch {Math.Min(at.Epoch + 1, now.Epochs)}/{now.Epochs} step {at.Batch}/{now.StepsPerEpoch}"),
            LossNames.Figures(names.Training, new(step.Loss, step.Distortion, step.Rate)),
            .. remaining.Words is { Length: > 0 } words ? (string[])[words] : [],
            string.Create(format, $"{_images / _all.Elapsed.TotalSeconds:N0} images/s"),
            string.Create(format, $"lr {step.LearningRate:0.0e-0}"),
        ];
    }

    private void Clear()
    {
        if (_shown)
        {
            terminal.Error.Write("\r" + new string(' ', terminal.Columns - 1) + "\r");
            _shown = false;
        }
    }
}
