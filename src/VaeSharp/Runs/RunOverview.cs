using System.Text.Json;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs.Observers;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Runs;

/// <summary>How far a run is.</summary>
internal enum RunState
{
    /// <summary>A process has it now.</summary>
    Training,

    /// <summary>Measured on the test images.</summary>
    Finished,

    /// <summary>Stopped before its end; it can go on.</summary>
    Stopped,

    /// <summary>Has no checkpoint yet.</summary>
    Begun,

    /// <summary>A file of it cannot be read; <see cref="RunOverview.Fault"/> says which.</summary>
    Damaged,
}

/// <summary>A run at a glance, from the small files of its folder: no model is loaded.</summary>
internal sealed record RunOverview
{
    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its folder, as seen from the current directory.</summary>
    public required string Folder { get; init; }

    /// <summary>How far it is.</summary>
    public required RunState State { get; init; }

    /// <summary>By which the recipe was named; absent of a model without the traces of its training.</summary>
    public string? Recipe { get; init; }

    /// <summary>Where its recipe differs from the one of that name; empty where it does not, or where there is none of that name.</summary>
    public IReadOnlyList<RecipeDifference> Changes { get; init; } = [];

    /// <summary>Epochs that are done; absent without the figures of the training.</summary>
    public int? EpochsDone { get; init; }

    /// <summary>Epochs of the recipe.</summary>
    public int? Epochs { get; init; }

    /// <summary>What the figure is called, such as −ELBO.</summary>
    public string? FigureName { get; init; }

    /// <summary>The criterion on the test images, or the best one on the validation images before that; nats per image.</summary>
    public double? FigureNats { get; init; }

    /// <summary>Whether that figure is one of the test images.</summary>
    public bool FigureIsOfTest { get; init; }

    /// <summary>Seconds of training so far.</summary>
    public double? Seconds { get; init; }

    /// <summary>When the run's folder was made.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>What cannot be read; absent where all can.</summary>
    public string? Fault { get; init; }

    /// <summary>Looks at a run; a damaged one is told as such and ends nothing.</summary>
    public static RunOverview Of(RunDirectory run)
    {
        try
        {
            return Read(run);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or RecipeException or RunException
            or StorageFormatException)
        {
            return new RunOverview { Name = run.Name, Folder = run.Shown, State = RunState.Damaged, Fault = fault.Message };
        }
    }

    private static RunOverview Read(RunDirectory run)
    {
        Recipe recipe = RecipeFile.Read(run.Recipe);
        RunInfo? info = File.Exists(run.Run) ? RunInfo.Read(run) : null;
        IReadOnlyList<EpochReport> epochs = File.Exists(run.Metrics) ? MetricsObserver.Read(run) : [];
        EvaluationReport? test = Test(run);
        double? validation = epochs.Select(epoch => epoch.Validation?.Loss).Where(loss => loss is { } nats && double.IsFinite(nats)).Min();
        bool named = info is not null && RecipeCatalog.Names.Contains(info.RecipeName);
        return new RunOverview
        {
            Name = run.Name,
            Folder = run.Shown,
            State = StateOf(run, test),
            Recipe = info?.RecipeName,
            Changes = named ? RecipeDifference.Between(RecipeCatalog.Open(info!.RecipeName), recipe) : [],
            EpochsDone = info is null ? null : epochs.Count,
            Epochs = recipe.Training.Epochs,
            FigureName = test is null ? validation is null ? null : "validation loss" : LossNames.Of(test.Bound),
            FigureNats = test?.Bound.CriterionNats ?? validation,
            FigureIsOfTest = test is not null,
            Seconds = info is null ? null : TimingObserver.SecondsOf(run),
            Started = info?.Started,
        };
    }

    private static RunState StateOf(RunDirectory run, EvaluationReport? test) =>
        DirectoryLock.IsHeld(run.Location) ? RunState.Training
        : test is not null ? RunState.Finished
        : CheckpointDirectory.Exists(run.Last) || CheckpointDirectory.Exists(run.Best) ? RunState.Stopped
        : RunState.Begun;

    private static EvaluationReport? Test(RunDirectory run)
    {
        if (!File.Exists(run.Test))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<EvaluationReport>(RunDirectory.ReadText(run.Test), ReportJson.Options)
                ?? throw new StorageFormatException(run.Test, "null", "figures of the test images");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new StorageFormatException(run.Test, JsonFault.InWords(fault), "figures of the test images", fault);
        }
    }
}
