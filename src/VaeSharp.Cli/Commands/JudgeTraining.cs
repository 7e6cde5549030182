using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Observers;
using VaeSharp.Cli.Runs;
using VaeSharp.Engine;
using VaeSharp.Models.Judges;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Training;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae train</c> of a judge's recipe.</summary>
/// <param name="terminal">Where it says how it goes.</param>
/// <param name="isQuiet">Whether it says nothing of its progress.</param>
/// <param name="isJson">Whether it answers in JSON.</param>
internal sealed class JudgeTraining(Terminal terminal, bool isQuiet, bool isJson)
{
    /// <summary>The folder of a judge's run that a word means: a path, or a name in <c>runs</c>; null where there is none.</summary>
    public static RunDirectory? Find(string word) =>
        ((string[])[word, Path.Combine(RunDirectory.DefaultRoot, word)]).FirstOrDefault(JudgeRun.IsOne) is { } folder
            ? RunDirectory.At(folder)
            : null;

    /// <summary><c>--judge</c>: null for the judge of the data set.</summary>
    public static Option<string?> Option() => new("--judge")
    {
        Description = "The run of a classifier of yours, in place of the one that comes with VaeSharp or is trained for this.",
        HelpName = "RUN",
    };

    /// <summary>The run that it names; null where it is not given.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static RunDirectory? Asked(ParseResult call, Option<string?> option) => call.GetValue(option) is { } word
        ? Find(word) ?? throw new UsageException(
            $"--judge is '{word}', and there is no {JudgeCheckpoint.RecipeFileName}; expected a run of a classifier, as 'vae train "
            + $"{JudgeCatalog.Names[0]}' makes it.")
        : null;

    /// <summary>The recipe that a user names, with changes.</summary>
    /// <exception cref="UsageException">It cannot be so.</exception>
    public static JudgeRecipe Recipe(string name, IReadOnlyList<string> changes)
    {
        try
        {
            return JudgeCatalog.Open(name, changes);
        }
        catch (RecipeException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    /// <summary>A new run.</summary>
    public int Begin(JudgeRequest request, string? folder, TimeSpan? saveEvery)
    {
        using JudgeRun run = JudgeRun.Begin(request, folder, Progress);
        return Train(run, saveEvery);
    }

    /// <summary>Goes on with one that was stopped.</summary>
    public int Continue(RunDirectory folder, int? threads, string? dataDirectory, TimeSpan? saveEvery)
    {
        Machine.Prepare(threads ?? RunInfo.Read(folder).Threads);
        using JudgeRun run = JudgeRun.Resume(folder, dataDirectory, Progress);
        TrainingProgress from = run.Progress;
        terminal.Say($"{folder.Name}: resuming after step {from.Position.Step} of epoch {Math.Min(from.Position.Epoch + 1, from.Epochs)}.");
        return Train(run, saveEvery);
    }

    private IProgress<string>? Progress => isQuiet ? null : terminal.Progress;

    private int Train(JudgeRun run, TimeSpan? saveEvery)
    {
        using var signals = new StopSignals(terminal);
        var observer = new ConsoleObserver(
            terminal, JudgeRun.LossNames, new RemainingTime(run.Progress.Steps, costlierFrom: 0, terminal.Time));
        TrainingOutcome outcome = run.Train(isQuiet ? [] : [observer], saveEvery, signals.Token);
        if (outcome == TrainingOutcome.Diverged)
        {
            terminal.Say($"Training diverged at step {run.Progress.Position.Step}. Try a lower training.learningRate.");
            return ExitCodes.Diverged;
        }

        if (outcome == TrainingOutcome.Interrupted)
        {
            terminal.Say("Saved. Resume with:");
            terminal.Say($"  {ShellWords.Line("vae", "train", "--resume", "--run", run.Folder.Shown)}");
            return signals.ExitCode;
        }

        JudgeReport report = PercentLine.During(
            terminal, "Measuring on the test images", line => run.Finish(line), Stages.Images(run.Splits.Test.Count));
        if (isJson)
        {
            terminal.WriteJson(report);
            return ExitCodes.Done;
        }

        string mirrors = report.MirrorsToo ? ", each with its mirror image" : "";
        terminal.Answer(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Run}: {100 * report.Accuracy:F2} ± {100 * report.StandardError:F2} % of {report.Images} test images{mirrors}, "
            + $"{run.Progress.Position.Epoch} epochs, {run.Seconds / 60:F1} min of training."));
        return ExitCodes.Done;
    }
}
