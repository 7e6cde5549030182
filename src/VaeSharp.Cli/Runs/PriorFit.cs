using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.PriorFits;
using static TorchSharp.torch;

namespace VaeSharp.Cli.Runs;

/// <summary>Fits a prior to a run's latents, stores it in the run's folder and measures it on the test images.</summary>
internal sealed class PriorFit(TrainedRun run, DatasetSplits splits, PriorChoice choice, ulong seed, Terminal terminal)
{
    /// <summary>Fits, stores and measures.</summary>
    /// <param name="samples">Of q(z|x), for each training image.</param>
    /// <param name="epochs">Of a flow.</param>
    public FitAnswer Run(int samples, int epochs)
    {
        using var scope = NewDisposeScope();
        Tensor points = PercentLine.During(terminal, "Encoding", line => LatentDraws.Of(
            run.Model, splits.Train, run.Recipe, samples, seed, run.Device, line));
        Prior prior = ModelFactory.CreatePrior(choice, run.Model.Shape.Latents, seed);
        prior.to(run.Device);
        IReadOnlyList<double> course = PercentLine.During(terminal, "Fitting", line => Fit(prior, points, epochs, line));
        new FittedPrior(choice, prior, run.ModelDigest).Save(run.Folder.FittedPrior);
        PriorComparison heldOut = PercentLine.During(terminal, "Measuring", line => PriorComparison.Of(
            run.Model, prior, splits.Test, run.Recipe, seed, run.Device, line));
        string kind = choice is MixtureChoice mixture ? $"mixture of {mixture.Components}" : "realnvp";
        return new FitAnswer(run.Name, kind, points.shape[0], seed, course.Count, course[^1], heldOut);
    }

    private IReadOnlyList<double> Fit(Prior prior, Tensor points, int epochs, IProgress<double> line)
    {
        if (prior is not MixturePrior mixture)
        {
            return FlowFit.Fit(prior, points, epochs, seed, line);
        }

        using var random = new RandomStream(seed, RandomUse.Initialization, device: run.Device);
        MixtureFitResult found = MixtureFit.Fit(points, ((MixtureChoice)choice).Components, random, progress: line);
        mixture.Take(found.Mixture);
        return found.LogLikelihoods;
    }
}

/// <summary>What <c>vae fit-prior</c> answers.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Kind">What was fitted.</param>
/// <param name="Latents">Samples of q(z|x) that it was fitted to.</param>
/// <param name="Seed">Of samples, start and order.</param>
/// <param name="Rounds">Rounds of expectation maximisation, or passes of gradient ascent.</param>
/// <param name="TrainNats">Mean log density of what it was fitted to; nats.</param>
/// <param name="HeldOut">The same for the test images, beside the model's own prior.</param>
internal sealed record FitAnswer(
    string Run, string Kind, long Latents, ulong Seed, int Rounds, double TrainNats, PriorComparison HeldOut);
