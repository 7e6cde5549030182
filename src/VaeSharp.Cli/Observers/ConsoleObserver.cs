using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using VaeSharp.Cli.Runs;
using VaeSharp.Training;

namespace VaeSharp.Cli.Observers;

/// <summary>Progress on standard error: live on a terminal, a plain line now and then elsewhere.</summary>
/// <param name="console">Where it goes.</param>
/// <param name="task">What is drawn on a terminal; null elsewhere.</param>
/// <param name="names">What the losses are called.</param>
/// <param name="remaining">How long the rest takes.</param>
/// <param name="redraw">Draws the task anew.</param>
internal sealed class ConsoleObserver(
    IAnsiConsole console, ProgressTask? task, LossNames names, RemainingTime remaining, Action? redraw = null)
    : ITrainingObserver
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private readonly Stopwatch _all = Stopwatch.StartNew();
    private long _images;

    public void StepDone(Trainer trainer, StepReport step)
    {
        TrainingPosition now = trainer.Position;
        remaining.StepDone(now);
        _images += step.Images;
        if (_sinceShown.Elapsed < (task is null ? PlainInterval : LiveInterval))
        {
            return;
        }

        _sinceShown.Restart();
        long steps = (long)trainer.Epochs * trainer.StepsPerEpoch;
        string line = Line(trainer, step, now);
        if (task is not null)
        {
            task.MaxValue = steps;
            task.Value = now.Step;
            task.Description = line.EscapeMarkup();
            redraw?.Invoke();
            return;
        }

        string left = remaining.Words is { Length: > 0 } words ? " · " + words : "";
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{100.0 * now.Step / steps,3:F0}% {line}{left}"));
    }

    public void EpochDone(Trainer trainer, EpochReport epoch)
    {
        string validation = epoch.Validation is { } v ? " · validation " + LossNames.Figures(names.Validation, v) : "";
        console.WriteLine($"epoch {epoch.Epoch}/{trainer.Epochs} · training {LossNames.Figures(names.Training, epoch.Train)}{validation}");
    }

    private string Line(Trainer trainer, StepReport step, TrainingPosition now) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {Math.Min(now.Epoch + 1, trainer.Epochs)}/{trainer.Epochs} step {now.Batch}/{trainer.StepsPerEpoch} · "
        + $"{LossNames.Figures(names.Training, new(step.Loss, step.Distortion, step.Rate))} · "
        + $"{_images / _all.Elapsed.TotalSeconds:N0} images/s · lr {step.LearningRate:0.0e-0}");
}
