using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Observers;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Judges;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Runs.Measurements;
using VaeSharp.Training;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae train</c>.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string?> RecipeOrRun = new("recipe")
    {
        HelpName = "RECIPE",
        Description = "A recipe's name, the path of its JSON file, or folder:PATH for your own pictures; with --resume also a run.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Run = new("--run")
    {
        Description = "The run's folder; by default runs/RECIPE-N. Never overwritten.",
        HelpName = "DIR",
    };

    private static readonly Option<int?> Epochs =
        SharedOptions.Whole("--epochs", "Number of epochs, in place of the recipe's.", 1, 100_000);

    private static readonly Option<int?> Limit =
        SharedOptions.Whole("--limit", "Use at most this many images of each split, for a quick try.", 1, int.MaxValue);

    private static readonly Option<int?> Seed =
        SharedOptions.Whole("--seed", "Random seed of initial weights, order and noise; default 0.", 0, int.MaxValue);

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Override a key of the recipe; may be repeated.",
        HelpName = "KEY=VALUE",
        AllowMultipleArgumentsPerToken = false,
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "Initialise with the weights of this run or shipped model, as far as names and shapes match.",
        HelpName = "RUN",
    };

    private static readonly Option<bool> Resume = new("--resume") { Description = "Resume an interrupted run." };

    private static readonly Option<TimeSpan?> SaveEvery = SharedOptions.Time(
        "--save-every",
        "Save the state this often within an epoch too, so that a crash or SIGKILL costs no more; default 60s, 0 for after epochs only.");

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Train a few batches, write nothing, and print shapes, memory and the estimated time.",
    };

    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No progress." };

    private static readonly Option<int?> ThreadCount = SharedOptions.Threads();
    private static readonly Option<string> Device = SharedOptions.Device();
    private static readonly Option<string?> DataDirectory = SharedOptions.DataDirectory();
    private static readonly Option<bool> Json = SharedOptions.Json();

    internal static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "train", "Train a model from a recipe; checkpoints, curves, pictures and metrics are written to the run's folder.",
            "vae train mnist",
            "vae train folder:photos",
            "vae train mnist --epochs 5 --set posterior.dimension=16 --run runs/small",
            "vae train --resume --run runs/small",
            "vae train cifar10 --dry-run")
        {
            RecipeOrRun, Run, Epochs, Limit, Seed, Set, From, Resume, SaveEvery, DryRun, Quiet, ThreadCount, Device, DataDirectory, Json,
        };
        command.Notes = RecipeList.Text;
        RecipeOrRun.CompletionSources.Add(_ => RecipeList.Names.Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        command.SetAction(call => Execute(call, terminal));
        return command;
    }

    private static int Execute(ParseResult call, Terminal terminal)
    {
        if (call.GetValue(Resume))
        {
            return Continue(call, terminal);
        }

        string name = call.GetValue(RecipeOrRun)
            ?? throw new UsageException(
                $"Which recipe? Known: {string.Join(", ", RecipeList.Names)}; or a .json file, or folder:PATH for your own pictures.");
        if (JudgeCatalog.IsOne(name))
        {
            return TrainJudge(call, name, terminal);
        }

        TrainingRequest request = Request(call, name, terminal);
        Machine.Prepare(call.GetValue(ThreadCount));
        if (call.GetValue(DryRun))
        {
            EstimateTable.Write(
                TrainingEstimate.Of(request, call.GetValue(Json) ? null : terminal.Progress), call.GetValue(Json), terminal);
            return ExitCodes.Done;
        }

        using TrainingRun run = TrainingRun.Begin(request, call.GetValue(Run), progress: Progress(call, terminal));
        TellFresh(run, terminal);
        return Train(call, terminal, run);
    }

    private static int Continue(ParseResult call, Terminal terminal)
    {
        string name = call.GetValue(Run) ?? call.GetValue(RecipeOrRun) ?? RunDirectory.Newest;
        if (JudgeTraining.Find(name) is { } judge)
        {
            return Judge(call, terminal).Continue(
                judge, call.GetValue(ThreadCount), call.GetValue(DataDirectory), call.GetValue(SaveEvery));
        }

        RunDirectory folder = RunRoot.Find(name);
        RunInfo info = RunInfo.Read(folder);
        RefuseChanges(call, folder, info);
        int? threads = call.GetValue(ThreadCount);
        if (threads is not null && threads != info.Threads)
        {
            terminal.Say($"The run began with {Threads.InWords(info.Threads)}: with {threads} it will not be bit-identical.");
        }

        Machine.Prepare(threads ?? info.Threads);
        using TrainingRun run = TrainingRun.Resume(
            folder, threads, call.GetResult(Device) is { Implicit: false } ? call.GetRequiredValue(Device) : null,
            call.GetValue(DataDirectory), Progress(call, terminal));
        TrainingProgress from = run.Progress;
        terminal.Say(
            $"{folder.Name}: resuming after step {from.Position.Step} of epoch {Math.Min(from.Position.Epoch + 1, from.Epochs)}.");
        return Train(call, terminal, run);
    }

    private static JudgeTraining Judge(ParseResult call, Terminal terminal) =>
        new(terminal, call.GetValue(Quiet), call.GetValue(Json));

    private static int TrainJudge(ParseResult call, string name, Terminal terminal)
    {
        if (((Option[])[From, DryRun]).FirstOrDefault(option => call.GetResult(option) is { Implicit: false }) is { } other)
        {
            throw new UsageException($"{other.Name} is not for {name}, which is the recipe of a classifier.");
        }

        var request = new JudgeRequest(Path.GetFileNameWithoutExtension(name), JudgeTraining.Recipe(name, Changes(call)))
        {
            Seed = (ulong)(call.GetValue(Seed) ?? 0),
            Limit = call.GetValue(Limit),
            Device = call.GetRequiredValue(Device),
            DataDirectory = call.GetValue(DataDirectory),
            CommandLine = CommandLine(call),
        };
        Machine.Prepare(call.GetValue(ThreadCount));
        return Judge(call, terminal).Begin(request, call.GetValue(Run), call.GetValue(SaveEvery));
    }

    private static string[] CommandLine(ParseResult call) => [.. call.Tokens.Select(t => t.Value).Prepend("vae")];

    private static int Train(ParseResult call, Terminal terminal, TrainingRun run)
    {
        if (run.Warning is { } warning)
        {
            terminal.Say($"Warning: {warning}");
        }

        TrainingOutcome outcome;
        int? stopped;
        using (var signals = new StopSignals(terminal))
        {
            outcome = run.Train(
                call.GetValue(Quiet) ? [] : [ConsoleObserver.Of(run, terminal)], terminal.Progress, call.GetValue(SaveEvery),
                signals.Token);
            stopped = signals.Token.IsCancellationRequested ? signals.ExitCode : null;
        }

        // From here on a signal may end the process at once: all is saved, and --resume evaluates anew.
        if (outcome == TrainingOutcome.Diverged)
        {
            terminal.Say(Diverged(run));
            return ExitCodes.Diverged;
        }

        if (stopped is { } code)
        {
            terminal.Say("Saved. Resume with:");
            terminal.Say($"  {ShellWords.Line("vae", "train", "--resume", "--run", run.Folder.Shown)}");
            return code;
        }

        RunSummary summary = call.GetValue(Quiet)
            ? run.Finish(outcome, TrainingAnswer.Use(run.Folder))
            : PercentLine.Stages(terminal, lines => run.Finish(outcome, TrainingAnswer.Use(run.Folder), lines));
        TrainingAnswer.Write(summary, terminal, call.GetValue(Json));
        return ExitCodes.Done;
    }

    private static string Diverged(TrainingRun run)
    {
        TrainingPosition position = run.Progress.Position;
        string what = position.SkippedInRow > 0
            ? $"{position.SkippedInRow} updates in a row were not finite or too large"
            : "the loss on the validation images is not finite";
        string kept = run.CanResume()
            ? $"The last good checkpoint is in {run.Folder.Last}."
            : "There is no earlier checkpoint.";
        return $"Training diverged at step {position.Step}: {what}. {kept} Try a lower training.learningRate, or training.clipNorm.";
    }

    private static TrainingRequest Request(ParseResult call, string name, Terminal terminal)
    {
        string? from = call.GetValue(From) is { } run ? RunRoot.Find(run).Checkpoint() : null;
        TrainingRequest request = DatasetCatalog.IsFolder(name)
            ? Pictures(call, name, from, terminal)
            : new TrainingRequest(Path.GetFileNameWithoutExtension(name), SharedOptions.Recipe(name, Changes(call)))
            {
                Limit = call.GetValue(Limit),
                DataDirectory = call.GetValue(DataDirectory),
                From = from,
            };
        return request with
        {
            Seed = (ulong)(call.GetValue(Seed) ?? 0),
            Device = call.GetRequiredValue(Device),
            CommandLine = CommandLine(call),
        };
    }

    private static TrainingRequest Pictures(ParseResult call, string name, string? from, Terminal terminal)
    {
        try
        {
            TrainingRequest request = TrainingRequest.ForPictures(
                name, Changes(call), call.GetValue(Limit), call.GetValue(DataDirectory), from, Progress(call, terminal));
            foreach (string choice in call.GetValue(Quiet) ? [] : request.Choices)
            {
                terminal.Say(choice);
            }

            return request;
        }
        catch (RecipeException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    private static void TellFresh(TrainingRun run, Terminal terminal)
    {
        if (run.Request.From is { } from)
        {
            terminal.Say($"{run.TensorCount - run.FreshTensors.Count} of {run.TensorCount} tensors come from {from}"
                + (run.FreshTensors.Count == 0
                    ? "."
                    : $"; the others are newly initialised: {string.Join(", ", run.FreshTensors)}."));
        }
    }

    private static List<string> Changes(ParseResult call)
    {
        List<string> changes = [.. call.GetValue(Set) ?? []];
        if (call.GetValue(Epochs) is { } epochs)
        {
            changes.Add("training.epochs=" + epochs.ToString(CultureInfo.InvariantCulture));
        }

        return changes;
    }

    private static void RefuseChanges(ParseResult call, RunDirectory run, RunInfo info)
    {
        string[] changed =
        [
            .. Changes(call).Select(c => c.Split('=')[0]),
            .. call.GetValue(Seed) is { } seed && (ulong)seed != info.Seed ? (string[])["--seed"] : [],
            .. call.GetValue(From) is not null ? (string[])["--from"] : [],
            .. call.GetValue(Limit) is { } limit && limit != info.Limit ? (string[])["--limit"] : [],
        ];
        if (changed.Length > 0)
        {
            throw new UsageException(
                $"{run.Name} is resumed with its own settings, and {string.Join(", ", changed)} would change them. Leave that out, or "
                + $"start a new run: vae train {run.Shown}/recipe.json with the changes.");
        }
    }

    private static IProgress<string>? Progress(ParseResult call, Terminal terminal) =>
        call.GetValue(Quiet) ? null : terminal.Progress;
}
