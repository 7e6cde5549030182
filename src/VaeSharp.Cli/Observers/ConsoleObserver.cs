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
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ScreenInterval = TimeSpan.FromMilliseconds(200);

    private readonly Beforehand _beforehand = new();
    private readonly long _begun = terminal.Time.GetTimestamp();
    private long _lastShown = terminal.Time.GetTimestamp();
    private long _images;

    /// <summary>Knows the names of its losses and which steps take longer.</summary>
    internal static ConsoleObserver Of(TrainingRun run, Terminal terminal) =>
        new(terminal, run.LossNames, new RemainingTime(run.Progress.Steps, run.CostlierFrom, terminal.Time));

    public void StepDone(TrainingProgress now, StepReport step)
    {
        remaining.StepDone(now.Position);
        _images += step.Images;
        if (_beforehand.IsDue(remaining.Elapsed, remaining.Left))
        {
            TellBeforehand(now);
        }

        if (terminal.Time.GetElapsedTime(_lastShown) < (terminal.ErrorIsScreen ? ScreenInterval : PlainInterval))
        {
            return;
        }

        _lastShown = terminal.Time.GetTimestamp();
        ProgressWords words = Words(now, step);
        if (terminal.ErrorIsScreen)
        {
            terminal.ShowProgress(words.Fitting(terminal.Columns - 1)); // the last column would make some screens go to the next row
        }
        else
        {
            terminal.Say(words.All);
        }
    }

    public void EpochDone(TrainingProgress now, EpochReport epoch)
    {
        string training = LossNames.Figures(names.Training, epoch.Train, names.Part);
        string validation = epoch.Validation is { } figures
            ? " · validation " + LossNames.Figures(names.Validation, figures, names.ValidationPart)
            : "";
        terminal.Say($"epoch {epoch.Epoch}/{now.Epochs} · training {training}{validation}");
    }

    public void Ended(TrainingProgress now, TrainingOutcome outcome) => terminal.ClearProgress();

    // Pictures, validation and the measurements after the last epoch come on top, so it is a round figure.
    private void TellBeforehand(TrainingProgress now)
    {
        string about = remaining.Over is { Length: > 0 } over ? over : "about ";
        string steps = (now.Steps - now.Position.Step).ToString("N0", CultureInfo.InvariantCulture);
        terminal.Say($"Training: {about}{Durations.About(remaining.Left!.Value)} for {steps} steps to the end of epoch {now.Epochs}.");
    }

    private ProgressWords Words(TrainingProgress now, StepReport step)
    {
        TrainingPosition at = now.Position;
        return new ProgressWords(
            (double)at.Step / now.Steps,
            $"epoch {Math.Min(at.Epoch + 1, now.Epochs)}/{now.Epochs}",
            $"step {at.Batch}/{now.StepsPerEpoch}",
            LossNames.Figures(names.Training, new(step.Loss, step.Distortion, step.Rate), names.Part),
            string.Create(CultureInfo.InvariantCulture, $"{names.Training} {step.Loss:F2}"),
            remaining.Words,
            string.Create(
                CultureInfo.InvariantCulture, $"{_images / terminal.Time.GetElapsedTime(_begun).TotalSeconds:N0} images/s"),
            string.Create(CultureInfo.InvariantCulture, $"lr {step.LearningRate:0.0e-0}"));
    }
}
