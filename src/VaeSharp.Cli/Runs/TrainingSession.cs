using Spectre.Console;
using TorchSharp;
using VaeSharp.Cli.Observers;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using VaeSharp.Training;
using VaeSharp.Training.Objectives;
using VaeSharp.Training.Observers;

namespace VaeSharp.Cli.Runs;

/// <summary>One call of <c>vae train</c>: data, model, trainer and all that observes it.</summary>
internal sealed class TrainingSession : IDisposable
{
    private static readonly TimeSpan SaveBetweenEpochs = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SaveWithinEpoch = TimeSpan.FromSeconds(60);

    private readonly TrainRequest _request;
    private readonly ImageTensors _images;

    internal TrainingSession(TrainRequest request, IProgress<string>? progress)
    {
        _request = request;
        Threads.Use(request.Threads);
        torch.Device device = LibTorch.Device(request.Device);
        DataChoice data = request.Recipe.Data;
        Splits = DatasetCatalog.Open(
            new DatasetRequest(data.Name, request.DataDirectory, data.Validation, request.Limit, data.Size), progress);
        ImageDataset train = Splits.Train;
        Model = ModelFactory.Create(request.Recipe, train.Shape, train.ClassNames.Count, request.Seed).to(device);
        Untaken = request.From is { } from ? ModelCheckpoint.TakeWeights(from, Model) : [];
        _images = new ImageTensors(train, device);
        Trainer = new Trainer(Model, request.Recipe, _images, request.Seed);
    }

    internal DatasetSplits Splits { get; }

    internal VariationalAutoencoder Model { get; }

    internal Trainer Trainer { get; }

    /// <summary>Of the model's tensors those that the run it begins with has not; empty for fresh weights.</summary>
    internal IReadOnlyList<string> Untaken { get; }

    /// <summary>What the losses may be called.</summary>
    internal LossNames Names => LossNames.Of(_request.Recipe, Model.Measure, Model.Shape.SamplesByLabel);

    // The step after which each takes longer; 0 where all take the same.
    private long CostlierFrom => _request.Recipe.Objective is IwaeChoice { FirstSamples: > 0 } choice
        ? (long)choice.FirstEpochs(Trainer.Epochs) * Trainer.StepsPerEpoch
        : 0;

    /// <summary>Seconds of training in all, those before a resume too.</summary>
    internal double Seconds { get; private set; }

    public void Dispose()
    {
        Trainer.Dispose();
        _images.Dispose();
        Model.Dispose();
    }

    /// <summary>What the run's folder says of how it was made.</summary>
    internal RunInfo Info() => new(
        _request.RecipeName, _request.CommandLine, _request.Seed, _request.Limit, Threads.Count, _request.Device,
        DateTimeOffset.UtcNow, RunVersions.Here(), RunData.Of(Splits));

    /// <summary>Goes on from the run's last checkpoint, where it has one.</summary>
    internal void Restore(RunDirectory run)
    {
        if (CheckpointDirectory.Exists(run.Last))
        {
            TrainingCheckpoint.Restore(run.Last, Trainer);
        }
    }

    /// <summary>Trains to the recipe's end, or until <paramref name="stop"/>; the run's folder is up to date then.</summary>
    internal TrainingOutcome Train(RunDirectory run, Terminal terminal, bool quiet, CancellationToken stop)
    {
        TrainingPosition from = Trainer.Position;
        var checkpoint = new ModelCheckpoint(_request.Recipe, Model, Splits.Train.ClassNames);
        var saver = new CheckpointObserver(run, checkpoint, SaveBetweenEpochs, SaveWithinEpoch);
        using var metrics = new MetricsObserver(run, from.Epoch);
        using var timing = new TimingObserver(run, from);
        ImageDataset shown = Splits.Validation.Count > 0 ? Splits.Validation : Splits.Train;
        var pictures = new PictureObserver(run, shown, metrics, Names);
        using var events = new TensorBoardObserver(run, pictures, from.Step);
        List<ITrainingObserver> observers =
            [new ValidationObserver(_request.Recipe, Splits.Validation), metrics, pictures, events, saver, timing];
        TrainingOutcome outcome = Watch(observers, terminal, quiet, stop);
        Seconds = timing.Seconds;
        return outcome;
    }

    private TrainingOutcome Watch(
        List<ITrainingObserver> observers, Terminal terminal, bool quiet, CancellationToken stop)
    {
        if (quiet)
        {
            return Trainer.Run(observers, stop);
        }

        var remaining = new RemainingTime((long)Trainer.Epochs * Trainer.StepsPerEpoch, CostlierFrom, TimeProvider.System);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        if (!terminal.ErrorIsScreen)
        {
            console.Profile.Width = 200;
            return Trainer.Run([.. observers, new ConsoleObserver(console, null, Names, remaining)], stop);
        }

        ProgressColumn[] columns =
            [new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 16 },
             new PercentageColumn(), new RemainingColumn(remaining)];
        // No thread of its own may redraw: what it allocates could start a collection that frees the boxed number
        // of an operation that libtorch is just doing on this thread.
        return console.Progress().AutoRefresh(false).AutoClear(true).Columns(columns).Start(context =>
        {
            ProgressTask task = context.AddTask("starting");
            return Trainer.Run([.. observers, new ConsoleObserver(console, task, Names, remaining, context.Refresh)], stop);
        });
    }
}
