using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Export;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs.Observers;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Runs;

/// <summary>A training that leaves a run's folder: recipe, checkpoints, figures of each epoch, pictures, and a report at its end.</summary>
/// <remarks>The folder is locked against other processes until this is disposed.</remarks>
public sealed class TrainingRun : IDisposable
{
    private readonly TrainingSession _session;
    private readonly DirectoryLock _lock;

    private TrainingRun(TrainingSession session, RunDirectory folder, DirectoryLock held)
    {
        _session = session;
        Folder = folder;
        _lock = held;
    }

    // What would end the training at its first save is told before its first step.
    private static void DemandWritable(RunDirectory run)
    {
        CheckpointDirectory.DemandReplaceable(run.Last);
        CheckpointDirectory.DemandReplaceable(run.Best);
        foreach (string file in (string[])[run.Metrics, run.MetricsTable, run.Timing, run.In(TensorBoardFile.FileName),
            run.In(TensorBoardObserver.ValidationFolder, TensorBoardFile.FileName)])
        {
            DiskEntry.DemandFileOrNothing(file);
        }
    }

    /// <summary>Where the run lies.</summary>
    public RunDirectory Folder { get; }

    /// <summary>What is trained, and how.</summary>
    public TrainingRequest Request => _session.Request;

    /// <summary>The images that it is trained, validated and tested on.</summary>
    public DatasetSplits Images => _session.Splits;

    /// <summary>What its losses may be called.</summary>
    internal LossNames LossNames => _session.LossNames;

    /// <summary>How far it is.</summary>
    public TrainingProgress Progress => _session.Trainer.Progress;

    /// <summary>The step after which each takes longer; 0 where all take the same.</summary>
    public long CostlierFrom => (long)Request.Recipe.Objective.FirstEpochs(Progress.Epochs) * Progress.StepsPerEpoch;

    /// <summary>What can be told before the first step about a training that cannot go well; null where nothing stands out.</summary>
    public string? Warning => RunFindings.Before(Request.Recipe, Images.Train.Shape, Progress.Steps).ToArray() is { Length: > 0 } all
        ? string.Join(" ", all)
        : null;

    /// <summary>How many tensors the model has.</summary>
    public int TensorCount => _session.Model.state_dict().Count;

    /// <summary>Of these, those that <see cref="TrainingRequest.From"/> had not, and that begin fresh; empty without it.</summary>
    public IReadOnlyList<string> FreshTensors => _session.FreshTensors;

    /// <summary>Seconds of training in all, those before a resume too; pictures, validation and checkpoints included.</summary>
    public double Seconds { get; private set; }

    /// <summary>Makes a run's folder and stands before its first step.</summary>
    /// <param name="request">What is to be trained.</param>
    /// <param name="folder">A folder that is empty or not there; null for the first free <c>root/NAME-N</c>.</param>
    /// <param name="root">Where runs lie.</param>
    /// <param name="progress">Hears of data that is fetched.</param>
    /// <exception cref="RunException">The folder holds something.</exception>
    /// <exception cref="DatasetUnavailableException">The images are not here and cannot be fetched.</exception>
    public static TrainingRun Begin(
        TrainingRequest request, string? folder = null, string root = RunDirectory.DefaultRoot, IProgress<string>? progress = null)
    {
        // A run finds its own images again from anywhere.
        DataOptions data = request.Recipe.Data;
        data = data with { Name = DatasetCatalog.Located(data.Name, request.DataDirectory) };
        request = request with { Recipe = request.Recipe with { Data = data } };
        var session = new TrainingSession(request, progress, begins: true);
        DirectoryLock? held = null;
        try
        {
            RunDirectory run = RunDirectory.Create(folder, root, request.RecipeName);
            held = run.Lock();
            var training = new TrainingRun(session, run, held);
            RecipeFile.Write(run.Recipe, request.Recipe);
            training.Info().Write(run);
            return training;
        }
        catch
        {
            session.Dispose();
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Stands where a run was stopped: what follows is equal bit by bit to a run that never was.</summary>
    /// <param name="folder">Where the run was stopped.</param>
    /// <param name="threads">In place of those that it began with; it is not equal bit by bit then.</param>
    /// <param name="device">In place of the one that it began with.</param>
    /// <param name="dataDirectory">A directory with the data set, which the run remembers from now on; null for the one that it
    /// remembers.</param>
    /// <param name="progress">Hears of data that is fetched, and of a best model that is lost.</param>
    /// <exception cref="RunException">Its recipe, its images or its checkpoint are not what they were.</exception>
    /// <exception cref="StorageFormatException">Its checkpoint is damaged.</exception>
    public static TrainingRun Resume(
        RunDirectory folder, int? threads = null, string? device = null, string? dataDirectory = null,
        IProgress<string>? progress = null)
    {
        DirectoryLock held = folder.Lock();
        TrainingSession? session = null;
        try
        {
            RunInfo info = RunInfo.Read(folder);
            Recipe recipe = RecipeFile.Read(folder.Recipe);
            string? directory = RunImages.Locate(folder, recipe.Data, dataDirectory, progress);
            // The weights that it began with are read only where it has none of its own yet.
            bool begins = !CheckpointDirectory.Exists(folder.Last);
            RunInfo begun = begins ? info : info with { From = null };
            session = new TrainingSession(begun.Request(recipe, threads, device, directory), progress, begins);
            ResumeChecks.Demand(folder, recipe, info, RunData.Of(session.Splits));
            DemandWritable(folder);
            if (dataDirectory is not null && DatasetCatalog.OwnDirectory(recipe.Data.Name, dataDirectory) is { } moved)
            {
                (info with { DataDirectory = moved }).Write(folder);
            }

            if (CheckpointDirectory.Exists(folder.Last))
            {
                TrainingCheckpoint.Restore(folder.Last, session.Trainer);
            }

            if (session.Trainer.Position.Epoch > 0 && !CheckpointDirectory.Exists(folder.Best))
            {
                progress?.Report($"{folder.Best} is lost: the best of the epochs that follow takes its place.");
                session.Trainer.Position = session.Trainer.Position with { BestLoss = null, EpochsSinceBest = 0 };
            }

            return new TrainingRun(session, folder, held);
        }
        catch
        {
            session?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Trains to the recipe's end, or until <paramref name="stop"/>; the run's folder is up to date then.</summary>
    /// <param name="observers">Look on, beside those that write into the folder.</param>
    /// <param name="warnings">Hears of pictures and the like that cannot be written; training goes on without them.</param>
    /// <param name="saveEvery">The longest time of training that a crash or a power cut may cost: so often the state is saved also
    /// within an epoch. 60 seconds unless given; zero for saves after epochs alone.</param>
    /// <param name="stop">Ends the training after its present step; <see cref="Resume"/> goes on.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="saveEvery"/> is below zero.</exception>
    /// <exception cref="IOException">Checkpoints or figures cannot be written; what could be saved is saved.</exception>
    public TrainingOutcome Train(
        IReadOnlyList<ITrainingObserver>? observers = null, IProgress<string>? warnings = null, TimeSpan? saveEvery = null,
        CancellationToken stop = default) =>
        TrainTimed(observers, warnings, clock: null, stop, saveEvery);

    internal TrainingOutcome TrainTimed(
        IReadOnlyList<ITrainingObserver>? observers, IProgress<string>? warnings, PhaseClock? clock, CancellationToken stop,
        TimeSpan? saveEvery = null, TimeProvider? time = null)
    {
        TimeSpan every = saveEvery ?? CheckpointObserver.Usually;
        ArgumentOutOfRangeException.ThrowIfLessThan(every, TimeSpan.Zero, nameof(saveEvery));
        Trainer trainer = _session.Trainer;
        trainer.Clock = clock;
        TrainingPosition from = trainer.Position;
        var checkpoint = new ModelCheckpoint(Request.Recipe, _session.Model, Images.Train.ClassNames);
        var saver = new CheckpointObserver(
            Folder, () => TrainingState.Of(trainer), checkpoint.Write, every, time ?? TimeProvider.System);
        using var metrics = new MetricsObserver(Folder, from.Epoch);
        using var timing = new TimingObserver(Folder, from);
        ImageDataset shown = Images.Validation.Count > 0 ? Images.Validation : Images.Train;
        var pictures = new PictureObserver(Folder, trainer, shown, metrics, LossNames);
        using var events = new TensorBoardObserver(Folder, Request.Recipe, pictures, from.Step);
        try
        {
            return trainer.Run(
                [
                    metrics, new OptionalObserver(pictures, warnings), new OptionalObserver(events, warnings), saver, timing,
                    .. observers ?? [],
                ],
                stop);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Rescue(saver, metrics); // an observer's: no step touches the disk, so the last one is whole
            throw;
        }
        finally
        {
            Seconds = timing.Seconds;
        }
    }

    // Where the figures of the last epoch were not written, a checkpoint after it would leave them out for good.
    private void Rescue(CheckpointObserver saver, MetricsObserver metrics)
    {
        try
        {
            if (metrics.Epochs.Count == Progress.Position.Epoch)
            {
                saver.Rescue();
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What ended the training is told; the checkpoint before stands.
        }
    }

    /// <summary>Measures the best checkpoint on the test images, which are touched here for the first time, and writes the run's
    /// report.</summary>
    /// <param name="outcome">What <see cref="Train"/> returned.</param>
    /// <param name="use">Lines of Markdown that tell the report's readers how to use the model; none unless given.</param>
    public RunSummary Finish(TrainingOutcome outcome, IReadOnlyList<string>? use = null) => Finish(outcome, use, progress: null);

    internal RunSummary Finish(TrainingOutcome outcome, IReadOnlyList<string>? use, IProgress<StageProgress>? progress)
    {
        using TrainedModel best = TrainedModel.Open(Folder, Request.Device);
        EvaluationReport test = best.Evaluate(
            Images.Test, Request.Seed, progress.Stage("Measuring on the test images", Stages.Images(Images.Test.Count)));
        test = test with { Samples = SampleJudging.Of(best, Images, Request.Seed, progress) };
        PcaReport? linear = Images.Train.Count > 1
            ? best.EvaluatePca(Images.Train, Images.Test, progress.Stage("Fitting probabilistic PCA", Stages.Images(Images.Train.Count)))
            : null;
        return RunSummary.Write(this, outcome, test, linear, use ?? []);
    }

    /// <summary>Whether there is a sound checkpoint to go on from.</summary>
    public bool CanResume() => CheckpointDirectory.Verifies(Folder.Last);

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _lock.Dispose();
    }

    internal VariationalAutoencoder Model => _session.Model;

    internal torch.Device Device => _session.Trainer.Device;

    private RunInfo Info() => new(
        Request.RecipeName, Request.CommandLine, Request.Seed, Request.Limit, Threads.Count, Request.Device,
        DateTimeOffset.UtcNow, RunVersions.Here(), RunData.Of(Images),
        // A path in the recipe's name of the data is absolute already.
        DatasetCatalog.PathIn(Request.Recipe.Data.Name) is null
            ? DatasetCatalog.OwnDirectory(Request.Recipe.Data.Name, Request.DataDirectory)
            : null)
    {
        From = Request.From,
        Precision = Request.Recipe.Training.PrecisionHere.ToString().ToLowerInvariant(),
    };
}
