using VaeSharp.Engine;
using VaeSharp.Engine.Gemm;
using VaeSharp.Engine.Kernels;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Training;

namespace VaeSharp.Benchmarks.Steps;

/// <summary>How fast whole training steps of a recipe are, from gathering the batch to the new weights.</summary>
/// <param name="Steps">That were measured.</param>
/// <param name="Images">Of these steps.</param>
/// <param name="Seconds">Of these steps, without validation and observers.</param>
/// <param name="OwnProduct">Whether VaeSharp's matrix product was used.</param>
/// <param name="OwnAdam">Whether VaeSharp's loops over all parameters were used.</param>
/// <param name="Precision">That the networks' products were made in.</param>
/// <param name="Versions">Of software and machine.</param>
internal sealed record StepRate(
    int Steps, long Images, double Seconds, bool OwnProduct, bool OwnAdam, NumberPrecision Precision, RunVersions Versions)
{
    // Steps of a recipe differ among themselves, and the first ones are the slowest: a few of them say nothing.
    private const int FewestSteps = 20;
    private const int FewestWarmUpSteps = 5;

    internal double ImagesPerSecond => Images / Seconds;

    /// <summary>Trains in this process until the steps have taken so many seconds, and are enough to tell something.</summary>
    /// <param name="name">The recipe's.</param>
    /// <param name="threads">To compute with.</param>
    /// <param name="warmUp">Seconds of steps that do not count.</param>
    /// <param name="seconds">Seconds of steps that do.</param>
    /// <param name="changes">Of the recipe; KEY=VALUE.</param>
    internal static StepRate Measure(string name, int threads, double warmUp, double seconds, params string[] changes)
    {
        Recipe recipe = RecipeCatalog.Open(name, changes);
        Machine.Prepare(threads);
        using var session = new TrainingSession(
            new TrainingRequest(name, recipe with { Objective = recipe.Objective.WithoutFirst() }), progress: null);
        var clock = new PhaseClock(warmUpEpochs: 0);
        session.Trainer.Clock = clock;
        using var stop = new CancellationTokenSource();
        var watch = new Watch(clock, warmUp, seconds, stop);
        session.Trainer.Run([watch], stop.Token);
        return new StepRate(
            watch.Steps, watch.Images, watch.Seconds, MatrixProduct.IsUsed,
            ParameterKernels.IsUsed && ParameterLoops.IsSupported, recipe.Training.PrecisionHere,
            RunVersions.Here());
    }

    private sealed class Watch(PhaseClock clock, double warmUp, double seconds, CancellationTokenSource stop) : ITrainingObserver
    {
        private double _warm;
        private int _warmSteps;

        internal int Steps { get; private set; }

        internal long Images { get; private set; }

        internal double Seconds { get; private set; }

        public void StepDone(TrainingProgress now, StepReport step)
        {
            if (_warm < warmUp || _warmSteps < FewestWarmUpSteps)
            {
                _warm += clock.Steps[^1];
                _warmSteps++;
                return;
            }

            Steps++;
            Images += step.Images;
            Seconds += clock.Steps[^1];
            if (Seconds >= seconds && Steps >= FewestSteps)
            {
                stop.Cancel();
            }
        }
    }
}
