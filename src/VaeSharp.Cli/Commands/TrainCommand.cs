using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae train</c>.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string?> RecipeOrRun = new("recipe")
    {
        HelpName = "RECIPE",
        Description = "A recipe's name or the path of its JSON file; with --resume also a run.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Run = new("--run")
    {
        Description = "The run's folder; runs/RECIPE-N unless given. Never overwritten.",
        HelpName = "DIR",
    };

    private static readonly Option<int?> Epochs =
        SharedOptions.Whole("--epochs", "Passes over the training images, in place of the recipe's.", 1, 100_000);

    private static readonly Option<int?> Limit =
        SharedOptions.Whole("--limit", "The most images of each split: for a quick try.", 1, int.MaxValue);

    private static readonly Option<int?> Seed =
        SharedOptions.Whole("--seed", "Of initial weights, order and noise; 0 unless given.", 0, int.MaxValue);

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Another value for a key of the recipe; can be given many times.",
        HelpName = "KEY=VALUE",
        AllowMultipleArgumentsPerToken = false,
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "Begin with the weights of this run or shipped model, all that fit.",
        HelpName = "RUN",
    };

    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on with a run that was stopped." };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Train two batches, write nothing, tell shapes, memory and the time to expect.",
    };

    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No progress." };

    private static readonly Option<int?> ThreadCount = SharedOptions.Threads();
    private static readonly Option<string> Device = SharedOptions.Device();
    private static readonly Option<string?> DataDirectory = SharedOptions.DataDirectory();
    private static readonly Option<bool> Json = SharedOptions.Json();

    internal static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "train", "Train a model by a recipe, and leave a folder with its checkpoint, curves, pictures and figures.",
            "vae train mnist",
            "vae train mnist --epochs 5 --set posterior.dimension=16 --run runs/small",
            "vae train --resume --run runs/small",
            "vae train cifar10 --dry-run")
        {
            RecipeOrRun, Run, Epochs, Limit, Seed, Set, From, Resume, DryRun, Quiet, ThreadCount, Device, DataDirectory, Json,
        };
        command.Notes = RecipeList.Text;
        RecipeOrRun.CompletionSources.Add(_ => RecipeCatalog.Names.Select(n => new System.CommandLine.Completions.CompletionItem(n)));
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
            ?? throw new UsageException($"Which recipe? Known: {string.Join(", ", RecipeCatalog.Names)}, or a .json file.");
        TrainRequest request = Request(call, Path.GetFileNameWithoutExtension(name), OpenRecipe(name, Changes(call)));
        if (call.GetValue(DryRun))
        {
            return DryRunReport.Execute(request, terminal, call.GetValue(Json));
        }

        using var session = new TrainingSession(request, Progress(call, terminal));
        TellUntaken(session, request, terminal);
        RunDirectory run = RunDirectory.Create(call.GetValue(Run), RunRoot.Default, request.RecipeName);
        using DirectoryLock held = run.Lock();
        RecipeFile.Write(run.Recipe, request.Recipe);
        session.Info().Write(run);
        return Train(call, terminal, session, run, request);
    }

    private static int Continue(ParseResult call, Terminal terminal)
    {
        RunDirectory run = RunDirectory.Find(
            call.GetValue(Run) ?? call.GetValue(RecipeOrRun) ?? RunDirectory.Newest, RunRoot.Default);
        using DirectoryLock held = run.Lock();
        RunInfo info = RunInfo.Read(run);
        RefuseChanges(call, run, info);
        Recipe recipe = RecipeFile.Read(run.Recipe);
        int? threads = call.GetValue(ThreadCount) ?? info.Threads;
        if (threads != info.Threads)
        {
            terminal.Say($"The run began with {Counts.Threads(info.Threads)}: with {threads} it will not be equal bit by bit.");
        }

        TrainRequest request = new(
            info.RecipeName, recipe, info.Seed, info.Limit, threads,
            call.GetResult(Device) is { Implicit: false } ? call.GetRequiredValue(Device) : info.Device,
            call.GetValue(DataDirectory), info.CommandLine);
        using var session = new TrainingSession(request, Progress(call, terminal));
        RefuseLostCheckpoint(run);
        RefuseOtherRecipe(run, recipe);
        RefuseOtherData(run, info, RunData.Of(session.Splits));
        session.Restore(run);
        TrainingPosition from = session.Trainer.Position;
        terminal.Say($"{run.Name}: going on after step {from.Step} of epoch {Math.Min(from.Epoch + 1, session.Trainer.Epochs)}.");
        return Train(call, terminal, session, run, request);
    }

    private static int Train(
        ParseResult call, Terminal terminal, TrainingSession session, RunDirectory run, TrainRequest request)
    {
        TrainingOutcome outcome;
        int? stopped;
        using (var signals = new StopSignals(terminal))
        {
            outcome = session.Train(run, terminal, call.GetValue(Quiet), signals.Token);
            stopped = signals.Token.IsCancellationRequested ? signals.ExitCode : null;
        }

        // From here on a signal may end the process at once: all is saved, and --resume evaluates anew.
        if (stopped is { } code && outcome != TrainingOutcome.Diverged)
        {
            terminal.Say($"Saved. Go on with: vae train --resume --run {RunRoot.Shown(run)}");
            return code;
        }

        switch (outcome)
        {
            case TrainingOutcome.Diverged:
                terminal.Say(
                    $"Training diverged at step {session.Trainer.Position.Step}: {WhatDiverged(session.Trainer.Position)}. "
                    + (CheckpointDirectory.Verifies(run.Last) ? $"The last good checkpoint stands in {run.Last}. "
                        : "There is no checkpoint from before it. ")
                    + "Try a lower training.learningRate, or training.clipNorm.");
                return ExitCodes.Diverged;
            default:
                TrainSummary summary = TrainSummary.Complete(session, run, request, outcome);
                summary.Show(terminal, call.GetValue(Json));
                return ExitCodes.Done;
        }
    }

    private static string WhatDiverged(TrainingPosition position) => position.SkippedInRow > 0
        ? $"{position.SkippedInRow} updates in a row were not finite or too large"
        : "the loss on the validation images is not finite";

    private static TrainRequest Request(ParseResult call, string name, Recipe recipe) => new(
        name, recipe, (ulong)(call.GetValue(Seed) ?? 0), call.GetValue(Limit), call.GetValue(ThreadCount),
        call.GetRequiredValue(Device), call.GetValue(DataDirectory), [.. call.Tokens.Select(t => t.Value).Prepend("vae")])
    {
        From = call.GetValue(From) is { } from ? RunOptions.CheckpointOf(RunOptions.Find(from)) : null,
    };

    private static void TellUntaken(TrainingSession session, TrainRequest request, Terminal terminal)
    {
        int all = session.Model.state_dict().Count;
        IReadOnlyList<string> fresh = session.Untaken;
        if (request.From is null)
        {
            return;
        }

        terminal.Say($"{all - fresh.Count} of {all} tensors come from {request.From}"
            + (fresh.Count == 0 ? "." : $"; those that do not fit begin fresh: {string.Join(", ", fresh)}."));
    }

    private static Recipe OpenRecipe(string name, IReadOnlyList<string> changes)
    {
        try
        {
            return RecipeCatalog.Open(name, changes);
        }
        catch (RecipeException fault)
        {
            throw new UsageException(fault.Message);
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
                $"{run.Name} goes on as it began, and {string.Join(", ", changed)} would change it. Leave that out, or "
                + $"begin a new run: vae train {RunRoot.Shown(run)}/recipe.json with the changes.");
        }
    }

    // What has trained before and lost its checkpoint would begin anew over its own figures and its best model.
    private static void RefuseLostCheckpoint(RunDirectory run)
    {
        bool hasBest = CheckpointDirectory.Exists(run.Best);
        bool hasFigures = File.Exists(run.Metrics) && new FileInfo(run.Metrics).Length > 0;
        if (CheckpointDirectory.Exists(run.Last) || !(hasBest || hasFigures))
        {
            return;
        }

        throw new UsageException(
            $"{run.Name} has trained before, but {run.Last} holds no checkpoint to go on from. Going on would begin anew and "
            + $"overwrite {(hasBest ? "its best model" : "its figures")}. "
            + (hasBest ? $"Go on from the best model in a new run: {Anew(run)} --from {RunRoot.Shown(run)}. Or begin" : "Begin")
            + $" anew elsewhere: {Anew(run)} --seed {RunInfo.Read(run).Seed}.");
    }

    private static string Anew(RunDirectory run) => $"vae train {RunRoot.Shown(run)}/recipe.json --run NEW-FOLDER";

    private static void RefuseOtherRecipe(RunDirectory run, Recipe recipe)
    {
        if (!CheckpointDirectory.Exists(run.Last))
        {
            return;
        }

        using CheckpointDirectory last = CheckpointDirectory.Open(run.Last);
        string trained = RecipeFile.ToJson(
            RecipeFile.Parse(last.ReadText(ModelCheckpoint.RecipeFileName), Path.Combine(last.Location, ModelCheckpoint.RecipeFileName)));
        if (trained != RecipeFile.ToJson(recipe))
        {
            throw new UsageException(
                $"{run.Recipe} has been changed since {run.Name} was trained by it, and a run goes on as it began. Put back what "
                + $"{Path.Combine(run.Last, ModelCheckpoint.RecipeFileName)} says, or begin a new run: "
                + $"{Anew(run)}.");
        }
    }

    private static void RefuseOtherData(RunDirectory run, RunInfo info, RunData data)
    {
        if (info.Data.Train.Sha256 != data.Train.Sha256 || info.Data.Validation.Sha256 != data.Validation.Sha256)
        {
            throw new UsageException(
                $"{run.Name} was trained on other images: {run.Run} says SHA-256 {info.Data.Train.Sha256} of the "
                + $"training images, these have {data.Train.Sha256}. Name the run's own data with --data-dir.");
        }
    }

    private static IProgress<string>? Progress(ParseResult call, Terminal terminal) =>
        call.GetValue(Quiet) ? null : terminal.Progress;
}
