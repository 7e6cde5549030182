using System.Globalization;
using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using VaeSharp.Training.PriorFits;
using static TorchSharp.torch;

namespace VaeSharp.Runs;

/// <summary>Fits a prior to a trained model's encodings, stores it in the run's folder and measures it on the test images.</summary>
/// <param name="Choice">One that can be fitted.</param>
/// <param name="Settings">Of a fit by gradients; of any other its seed alone.</param>
internal sealed record PriorFit(PriorOptions Choice, FitSettings Settings)
{
    /// <summary>Of q(z|x), for each training image.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>On how many test images a density is measured that needs a differential equation solved for each; 0 for none.</summary>
    public int DensityImages { get; init; }

    /// <summary>Whether it goes on from where one like it was stopped.</summary>
    public bool Resumes { get; private init; }

    /// <summary>The fit that was stopped, to go on with its own settings: it ends with the same bits as if it never had been.</summary>
    /// <exception cref="RunException">There is none.</exception>
    /// <exception cref="StorageFormatException">Its state is damaged, or the model's weights have changed since.</exception>
    public static PriorFit Resume(TrainedModel run)
    {
        if (!CheckpointDirectory.Exists(run.Folder.PriorFitLast))
        {
            throw run.Fault(RunFault.NoFittedPrior, $"{run.Name} has no fit that could be resumed.");
        }

        (PriorOptions choice, FitSettings settings, int samples) = PriorFitCheckpoint.Read(run.Folder.PriorFitLast, run.Digest);
        return new PriorFit(choice, settings) { Samples = samples, Resumes = true };
    }

    /// <summary>Fits, stores and measures.</summary>
    /// <param name="run">The model.</param>
    /// <param name="splits">Its images: fitted to those of training, validated and measured on the others.</param>
    /// <param name="progress">Hears of the stages "Encoding", "Fitting" and "Measuring".</param>
    /// <param name="epochs">Hears of each epoch.</param>
    /// <param name="stop">Ends the fit after its present step.</param>
    /// <returns>Null where it was stopped: its state is saved then.</returns>
    /// <exception cref="RunException">Such a prior cannot be fitted to such a model.</exception>
    public PriorFitReport? Run(
        TrainedModel run, DatasetSplits splits, IProgress<StageProgress>? progress = null, IProgress<string>? epochs = null,
        CancellationToken stop = default)
    {
        DemandModel(run);
        CheckpointDirectory.DemandReplaceable(run.Folder.FittedPrior);
        CheckpointDirectory.DemandReplaceable(run.Folder.PriorFitLast);
        bool mirrored = run.Recipe.Data.Flip; // as the model has seen them
        DemandPoints(run, (long)splits.Train.Count * Samples * (mirrored ? 2 : 1));
        using NativeWork held = NativeWork.Begin();
        using var scope = NewDisposeScope();
        EncodedSet train = PosteriorSamples.ForFit(
            run.Model, splits.Train, run.Recipe, Samples, mirrored, Settings.Seed, run.Device,
            progress.Stage("Encoding", Stages.Images(splits.Train.Count)))!;
        Prior prior = ModelFactory.CreatePrior(Choice, ModelFactory.InputsOf(run.Model, run.Recipe), Settings.Seed);
        prior.to(run.Device);
        IProgress<double>? fitting = progress.Stage(
            "Fitting", $"{train.Count.ToString("N0", CultureInfo.InvariantCulture)} {(run.HasCodes ? "grids of codes" : "latents")}");
        IReadOnlyList<double>? course = PriorFitting.TryAtOnce(prior, train.Points, Settings.Seed, fitting);
        if (course is not null)
        {
            new FittedPrior(Choice, prior, run.Digest).Save(run.Folder.FittedPrior);
        }
        else
        {
            EncodedSet? validation = PosteriorSamples.ForFit(
                run.Model, splits.Validation, run.Recipe, samples: 1, mirrored: false, Settings.Seed, run.Device);
            course = new GradientFit(run, this, prior, train, validation).Run(fitting, epochs, stop);
        }

        return course is null ? null : Report(run, train.Count, course, splits.Test, progress);
    }

    private PriorFitReport Report(
        TrainedModel run, int points, IReadOnlyList<double> course, ImageDataset test, IProgress<StageProgress>? progress)
    {
        int count = Choice.IsFittedOnly ? Math.Min(DensityImages, test.Count) : test.Count;
        PriorComparison? heldOut = count == 0 ? null : PriorComparison.Of(
            run.Model, run.FittedPrior().Prior, test.Take(count), run.Recipe, Settings.Seed, run.Device,
            progress.Stage("Measuring", Stages.Images(count)));
        return new PriorFitReport(
            run.Name, Choice.Title, points, Settings.Seed, course.Count, Choice.IsFittedOnly ? null : course[^1], heldOut)
        {
            Loss = Choice.IsFittedOnly ? -course[^1] : null,
        };
    }

    /// <summary>Whether such a prior can be fitted to such a model, before any image is read.</summary>
    /// <exception cref="RunException">It cannot.</exception>
    public void DemandModel(TrainedModel run)
    {
        LatentSpace space = run.HasCodes ? LatentSpace.Codes : LatentSpace.Euclidean;
        string? why = run.Model.Prior is null
                ? "has a prior for each group of latents, given the groups above; none can be fitted for all"
            : run.Model.Shape.OnSphere
                ? "has latents on the unit sphere, where no prior that can be fitted has a density"
            : !Choice.IsOver(space)
                ? $"has {(run.HasCodes ? "codes" : "no codes")} in place of latent dimensions, and a prior of the kind '{Choice.Kind}' is "
                    + $"{(run.HasCodes ? "none" : "one")} over codes; of those that can be fitted, expected {Fittable(space)}"
            : Choice.FaultIn(run.Recipe) is { } fault
                ? $"cannot be fitted such a prior: {fault.TrimEnd('.')}"
            : Choice.DimensionLimits is { } limits && !limits.Allow((int)run.Model.Shape.Latents)
                ? $"has {run.Model.Shape.Latents} latent dimension; a prior of the kind '{Choice.Kind}' needs {limits.Least}"
            : null;
        if (why is not null)
        {
            throw run.Fault(RunFault.PriorNotFittable, $"{run.Name} {why}.");
        }
    }

    private static string Fittable(LatentSpace space) => ChoiceCatalog.Kinds.Where<PriorOptions>(p => p.CanBeFitted && p.IsOver(space));

    private void DemandPoints(TrainedModel run, long points)
    {
        const double bytesPerNumber = 16; // of a latent as it is, in units of its deviation, and in double precision
        double bytes = points * run.Model.Shape.Latents * bytesPerNumber;
        if (bytes > MachineMemory.Total)
        {
            throw new InsufficientMemoryException(string.Create(
                CultureInfo.InvariantCulture,
                $"{points:N0} latents of {run.Model.Shape.Latents:N0} numbers would take about {bytes / 1e9:N1} GB to fit a prior to; this "
                + $"machine has {MachineMemory.Total / 1e9:N1} GB. Take fewer samples of each image."));
        }

        if (Choice.FewestPoints > points)
        {
            throw run.Fault(
                RunFault.OutOfRange,
                $"The prior, a {Choice.Title}, is fitted to at least {Choice.FewestPoints} latents; there are {points} latents.");
        }
    }
}

/// <summary>What a fit of a prior came to.</summary>
/// <param name="Run">The name of the run whose latents they are.</param>
/// <param name="Kind">What was fitted.</param>
/// <param name="Latents">Samples of q(z|x), or grids of codes, that it was fitted to; mirrored images count too.</param>
/// <param name="Seed">Of samples, start and order.</param>
/// <param name="Rounds">Rounds of expectation maximisation, or epochs.</param>
/// <param name="TrainNats">Mean log density of what it was fitted to, in the last round; nats. Null where the fit lowers something
/// else.</param>
/// <param name="HeldOut">The same for the test images, beside the model's own prior; null where it was not asked for.</param>
internal sealed record PriorFitReport(
    string Run, string Kind, long Latents, ulong Seed, int Rounds, double? TrainNats, PriorComparison? HeldOut)
{
    /// <summary>What the fit lowered, in the last round, where that is no log density.</summary>
    public double? Loss { get; init; }
}
