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

/// <summary>Fits a prior to a trained model's latents, stores it in the run's folder and measures it on the test images.</summary>
/// <param name="Choice">A mixture or a flow.</param>
internal sealed record PriorFit(PriorOptions Choice)
{
    /// <summary>Of q(z|x), for each training image.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Passes of a flow over the latents.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Of samples, start and order.</summary>
    public ulong Seed { get; init; }

    /// <summary>Fits, stores and measures.</summary>
    /// <param name="run">The model.</param>
    /// <param name="splits">Its images: fitted to those of training, measured on those of the test.</param>
    /// <param name="progress">Hears of the stages "Encoding", "Fitting" and "Measuring".</param>
    /// <exception cref="RunException">Such a prior cannot be fitted to such a model.</exception>
    public PriorFitReport Run(TrainedModel run, DatasetSplits splits, IProgress<StageProgress>? progress = null)
    {
        DemandModel(run);
        CheckpointDirectory.DemandReplaceable(run.Folder.FittedPrior);
        DemandPoints(run, (long)splits.Train.Count * Samples);
        using NativeWork held = NativeWork.Begin();
        using var scope = NewDisposeScope();
        Tensor points = PosteriorSamples.Of(
            run.Model, splits.Train, run.Recipe, Samples, Seed, run.Device, progress.Stage("Encoding", Stages.Images(splits.Train.Count)));
        Prior prior = ModelFactory.CreatePrior(Choice, run.Model.Shape.Latents, Seed);
        prior.to(run.Device);
        string latents = points.shape[0].ToString("N0", CultureInfo.InvariantCulture);
        IReadOnlyList<double> course = PriorFitting.Fit(prior, points, Epochs, Seed, progress.Stage("Fitting", $"{latents} latents"));
        new FittedPrior(Choice, prior, run.Digest).Save(run.Folder.FittedPrior);
        PriorComparison heldOut = PriorComparison.Of(
            run.Model, prior, splits.Test, run.Recipe, Seed, run.Device, progress.Stage("Measuring", Stages.Images(splits.Test.Count)));
        return new PriorFitReport(run.Name, Choice.Title, points.shape[0], Seed, course.Count, course[^1], heldOut);
    }

    /// <summary>Whether such a prior can be fitted to such a model, before any image is read.</summary>
    /// <exception cref="RunException">It cannot.</exception>
    public void DemandModel(TrainedModel run)
    {
        run.RefuseCodes("no density to fit; its autoregressive prior is trained with the model");
        string? why = run.Model.Prior is null
                ? "has a prior for each group of latents, given the groups above; none can be fitted for all"
            : run.Model.Shape.OnSphere
                ? "has latents on the unit sphere, where neither a mixture of Gaussians nor a flow has a density"
            : run.Model.Shape.PriorSeesLabels
                ? "has a prior for each class, and a fit knows no classes: images of a class could not be asked for"
            : Choice.DimensionLimits is { } limits && !limits.Allow((int)run.Model.Shape.Latents)
                ? $"has {run.Model.Shape.Latents} latent dimension; a prior of the kind '{Choice.Kind}' needs {limits.Least}"
            : null;
        if (why is not null)
        {
            throw run.Fault(RunFault.PriorNotFittable, $"{run.Name} {why}.");
        }
    }

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
/// <param name="Latents">Samples of q(z|x) that it was fitted to.</param>
/// <param name="Seed">Of samples, start and order.</param>
/// <param name="Rounds">Rounds of expectation maximisation, or passes of gradient ascent.</param>
/// <param name="TrainNats">Mean log density of what it was fitted to; nats.</param>
/// <param name="HeldOut">The same for the test images, beside the model's own prior.</param>
internal sealed record PriorFitReport(
    string Run, string Kind, long Latents, ulong Seed, int Rounds, double TrainNats, PriorComparison HeldOut);
