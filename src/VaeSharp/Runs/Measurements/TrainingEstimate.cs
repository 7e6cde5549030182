using System.Diagnostics;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using VaeSharp.Training;

namespace VaeSharp.Runs.Measurements;

/// <summary>A few batches of training, and what they tell of the whole; nothing is written.</summary>
/// <param name="Images">Shape of an image.</param>
/// <param name="LatentDimension">Latents of an image.</param>
/// <param name="Parameters">Trained numbers of the model.</param>
/// <param name="TrainImages">That are trained on.</param>
/// <param name="ValidationImages">That are measured after each epoch.</param>
/// <param name="TestImages">That are measured at the end.</param>
/// <param name="Batch">Images of a step.</param>
/// <param name="Epochs">Of the recipe.</param>
/// <param name="StepsPerEpoch">Batches in one pass over the training images.</param>
/// <param name="Threads">That libtorch computed with.</param>
/// <param name="SecondsPerStep">Mean over the whole training.</param>
/// <param name="SecondsExpected">Of the whole training; without pictures and validation.</param>
/// <param name="PeakMemoryMegabytes">Of this process so far.</param>
/// <param name="FirstLoss">At the first step; nats per image.</param>
/// <param name="LossName">What that loss may be called.</param>
internal sealed record TrainingEstimate(
    string Images, long LatentDimension, long Parameters, int TrainImages, int ValidationImages, int TestImages,
    int Batch, int Epochs, int StepsPerEpoch, int Threads, double SecondsPerStep, double SecondsExpected,
    double PeakMemoryMegabytes, double FirstLoss, string LossName)
{
    /// <summary>The same, as it was told before anything was taken.</summary>
    public double EstimatedMemoryMegabytes { get; init; }

    /// <summary>What is done to images, by who reads them.</summary>
    public IReadOnlyList<TransformRow> Transforms { get; init; } = [];

    private const int FewestSteps = 4;
    private const int MostSteps = 16;
    private const double Patience = 2; // seconds

    /// <summary>Trains a few batches.</summary>
    /// <param name="request">The whole training.</param>
    /// <param name="progress">Hears of data that is fetched.</param>
    public static TrainingEstimate Of(TrainingRequest request, IProgress<string>? progress = null) =>
        Of(request, asked => Measure(asked, progress));

    /// <summary>The report of a training, whose first epochs may cost less than the later ones.</summary>
    /// <param name="request">The whole training.</param>
    /// <param name="measure">Reports on a training whose steps all cost the same.</param>
    internal static TrainingEstimate Of(TrainingRequest request, Func<TrainingRequest, TrainingEstimate> measure)
    {
        ObjectiveOptions objective = request.Recipe.Objective;
        if (objective.WithoutFirst() == objective)
        {
            return measure(request);
        }

        TrainingEstimate first = With(objective.OnlyFirst());
        return first.Then(With(objective.WithoutFirst()), objective.FirstEpochs(first.Epochs));

        TrainingEstimate With(ObjectiveOptions objective) =>
            measure(request with { Recipe = request.Recipe with { Objective = objective } });
    }

    private static TrainingEstimate Measure(TrainingRequest request, IProgress<string>? progress)
    {
        using var session = new TrainingSession(request, progress);
        using var stop = new CancellationTokenSource();
        var observer = new Observer(stop);
        session.Trainer.Run([observer], stop.Token);
        TrainingProgress trainer = session.Trainer.Progress;
        return new TrainingEstimate(
            session.Splits.Train.Shape.ToString(), session.Model.Shape.Latents,
            session.Model.parameters().Sum(p => p.numel()), session.Splits.Train.Count, session.Splits.Validation.Count,
            session.Splits.Test.Count, request.Recipe.Training.Batch, trainer.Epochs, trainer.StepsPerEpoch,
            Engine.Threads.Count, observer.Seconds, observer.Seconds * trainer.StepsPerEpoch * trainer.Epochs,
            Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, observer.FirstLoss,
            session.LossNames.Training)
        {
            EstimatedMemoryMegabytes = session.Estimate().Bytes / 1e6,
            Transforms = InputTransforms.Of(request.Recipe).Rows(),
        };
    }

    // So many epochs as measured here, the rest as measured there.
    private TrainingEstimate Then(TrainingEstimate later, int first)
    {
        double seconds = SecondsPerStep + ((later.SecondsPerStep - SecondsPerStep) * (Epochs - first) / Epochs);
        return this with
        {
            SecondsPerStep = seconds,
            SecondsExpected = seconds * StepsPerEpoch * Epochs,
            PeakMemoryMegabytes = later.PeakMemoryMegabytes, // of the process, so of both
            EstimatedMemoryMegabytes = Math.Max(EstimatedMemoryMegabytes, later.EstimatedMemoryMegabytes),
        };
    }

    // The first steps pay for memory and kernels, and any may be disturbed: the median tells what most cost.
    private sealed class Observer(CancellationTokenSource stop) : ITrainingObserver
    {
        private readonly List<double> _steps = [];
        private readonly Stopwatch _all = Stopwatch.StartNew();
        private readonly Stopwatch _watch = Stopwatch.StartNew();

        internal double FirstLoss { get; private set; }

        internal double Seconds => _steps.Skip(_steps.Count > 1 ? 1 : 0).Order().ElementAt((_steps.Count - 1) / 2);

        public void StepDone(TrainingProgress now, StepReport step)
        {
            FirstLoss = _steps.Count == 0 ? step.Loss : FirstLoss;
            _steps.Add(_watch.Elapsed.TotalSeconds);
            _watch.Restart();
            if (_steps.Count == MostSteps || (_steps.Count >= FewestSteps && _all.Elapsed.TotalSeconds > Patience))
            {
                stop.Cancel();
            }
        }
    }
}
