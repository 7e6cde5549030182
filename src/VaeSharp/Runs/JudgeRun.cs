using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Judges;
using VaeSharp.Runs.Observers;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Runs;

/// <summary>What judge is to be trained, and how.</summary>
/// <param name="RecipeName">A name for the run's folder.</param>
/// <param name="Recipe">All settings.</param>
internal sealed record JudgeRequest(string RecipeName, JudgeRecipe Recipe)
{
    /// <summary>Of initial weights, order and augmentation.</summary>
    public ulong Seed { get; init; }

    /// <summary>The most images of each split; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>The device: cpu, cuda, cuda:N or mps.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>A directory with the data set; null to look where data sets are usually found.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>What was typed, for the run's records; empty for a program.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];
}

/// <summary>A judge's training that leaves a folder: recipe, checkpoints, figures of each epoch. No verb takes it for a VAE's.</summary>
/// <remarks>The folder is locked against other processes until this is disposed.</remarks>
internal sealed class JudgeRun : IDisposable
{
    private readonly DirectoryLock _lock;
    private readonly ImageTensors _images;
    private readonly JudgeTrainer _trainer;
    private readonly JudgeCheckpoint _checkpoint;

    private JudgeRun(JudgeRequest request, RunDirectory folder, DatasetSplits splits, DirectoryLock held)
    {
        (Request, Folder, Splits, _lock) = (request, folder, splits, held);
        torch.Device device = LibTorch.Device(request.Device);
        ImageDataset train = splits.Train;
        JudgeNetwork network = JudgeNetwork.Create(request.Recipe.Judge, train.Shape, train.ClassNames.Count, request.Seed).to(device);
        _checkpoint = new JudgeCheckpoint(request.Recipe, network, train.Shape, train.ClassNames);
        _images = new ImageTensors(train, device);
        _trainer = new JudgeTrainer(network, request.Recipe, _images, request.Seed, splits.Validation.Count > 0 ? Validate : null);
    }

    /// <summary>Where the run lies.</summary>
    public RunDirectory Folder { get; }

    /// <summary>What is trained.</summary>
    public JudgeRequest Request { get; }

    /// <summary>Its images.</summary>
    public DatasetSplits Splits { get; }

    /// <summary>How far it is.</summary>
    public TrainingProgress Progress => _trainer.Progress;

    /// <summary>What its losses are called.</summary>
    public static LossNames LossNames { get; } = new("loss", "cross-entropy")
    {
        Part = "cross-entropy",
        ValidationPart = "error in %",
    };

    /// <summary>Seconds of training in all.</summary>
    public double Seconds { get; private set; }

    /// <summary>Whether a folder is a judge's.</summary>
    public static bool IsOne(string folder) => File.Exists(Path.Combine(folder, JudgeCheckpoint.RecipeFileName))
        && !File.Exists(Path.Combine(folder, CheckpointManifest.FileName));

    /// <summary>Makes a run's folder and stands before its first step.</summary>
    /// <param name="request">What is to be trained.</param>
    /// <param name="folder">A folder that is empty or not there; null for the first free <c>runs/NAME-N</c>.</param>
    /// <param name="progress">Hears of data that is fetched.</param>
    /// <exception cref="RunException">The folder holds something.</exception>
    public static JudgeRun Begin(JudgeRequest request, string? folder = null, IProgress<string>? progress = null)
    {
        JudgeData data = request.Recipe.Data;
        data = data with { Name = DatasetCatalog.Located(data.Name, request.DataDirectory) };
        request = request with { Recipe = request.Recipe with { Data = data } };
        DatasetSplits splits = Open(request, progress);
        RunDirectory run = RunDirectory.Create(folder, RunDirectory.DefaultRoot, request.RecipeName);
        return Held(run, held =>
        {
            var training = new JudgeRun(request, run, splits, held);
            AtomicFile.WriteText(RecipeOf(run), JudgeCatalog.ToJson(request.Recipe));
            new RunInfo(
                request.RecipeName, request.CommandLine, request.Seed, request.Limit, Threads.Count, request.Device,
                DateTimeOffset.UtcNow, RunVersions.Here(), RunData.Of(splits),
                DatasetCatalog.PathIn(data.Name) is null ? DatasetCatalog.OwnDirectory(data.Name, request.DataDirectory) : null).Write(run);
            return training;
        });
    }

    /// <summary>Stands where a run was stopped: what follows is equal bit by bit to a run that never was.</summary>
    /// <param name="run">Where it was stopped.</param>
    /// <param name="dataDirectory">A directory with the data set; null for the one that it remembers.</param>
    /// <param name="progress">Hears of data that is fetched.</param>
    /// <exception cref="RunException">Its images are not what they were.</exception>
    /// <exception cref="StorageFormatException">Its checkpoint is damaged.</exception>
    public static JudgeRun Resume(RunDirectory run, string? dataDirectory = null, IProgress<string>? progress = null) => Held(run, held =>
    {
        RunInfo info = RunInfo.Read(run);
        var request = new JudgeRequest(info.RecipeName, JudgeCatalog.Open(RecipeOf(run)))
        {
            Seed = info.Seed,
            Limit = info.Limit,
            Device = info.Device,
            DataDirectory = dataDirectory ?? info.DataDirectory,
            CommandLine = info.CommandLine,
        };
        DatasetSplits splits = Open(request, progress);
        if (RunData.Of(splits) != info.Data)
        {
            throw new RunException(
                RunFault.OtherImages, $"{run.Name} was trained on other images than {splits.Train.Name} has here: their digests differ.")
            {
                Subject = run.Name,
            };
        }

        var training = new JudgeRun(request, run, splits, held);
        if (CheckpointDirectory.Exists(run.Last))
        {
            JudgeTrainer trainer = training._trainer;
            trainer.Position = TrainingCheckpoint.Restore(run.Last, trainer.State, trainer.Progress.StepsPerEpoch);
        }

        return training;
    });

    /// <summary>Trains to the recipe's end, or until <paramref name="stop"/>; the run's folder is up to date then.</summary>
    /// <param name="observers">Look on, beside those that write into the folder.</param>
    /// <param name="saveEvery">The longest time of training that a crash may cost; 60 seconds unless given.</param>
    /// <param name="stop">Ends the training after its present step; <see cref="Resume"/> goes on.</param>
    public TrainingOutcome Train(
        IReadOnlyList<ITrainingObserver>? observers = null, TimeSpan? saveEvery = null, CancellationToken stop = default)
    {
        using var metrics = new MetricsObserver(Folder, Progress.Position.Epoch);
        using var timing = new TimingObserver(Folder, Progress.Position);
        var saver = new CheckpointObserver(
            Folder, () => _trainer.State, _checkpoint.Write, saveEvery ?? CheckpointObserver.Usually, TimeProvider.System);
        try
        {
            return _trainer.Run([metrics, saver, timing, .. observers ?? []], stop);
        }
        finally
        {
            Seconds = timing.Seconds;
        }
    }

    /// <summary>Measures the best checkpoint on the test images, which are touched here for the first time.</summary>
    /// <param name="progress">Receives the share of the images that is done, 0 to 1.</param>
    public JudgeReport Finish(IProgress<double>? progress = null)
    {
        JudgeReport report = JudgeReport.Measure(Folder, Splits.Test, Request.Device, progress);
        AtomicFile.WriteText(Folder.Test, ReportJson.Write(report));
        return report;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _images.Dispose();
        _checkpoint.Network.Dispose();
        _lock.Dispose();
    }

    internal static string RecipeOf(RunDirectory run) => run.In(JudgeCheckpoint.RecipeFileName);

    private static JudgeRun Held(RunDirectory run, Func<DirectoryLock, JudgeRun> make)
    {
        DirectoryLock held = run.Lock();
        try
        {
            return make(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static DatasetSplits Open(JudgeRequest request, IProgress<string>? progress) => DatasetCatalog.Open(
        new DatasetRequest(request.Recipe.Data.Name, request.DataDirectory, request.Recipe.Data.Validation, request.Limit), progress);

    private EpochFigures Validate()
    {
        _checkpoint.Network.eval();
        return JudgeReport.Validation(_checkpoint, Splits.Validation, _images.Device);
    }
}
