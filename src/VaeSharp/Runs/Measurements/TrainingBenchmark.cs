using VaeSharp.Engine;
using VaeSharp.Engine.Gemm;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Runs.Measurements;

/// <summary>Trains as a run does, in a folder that is deleted afterwards, with a clock beside it.</summary>
internal static class TrainingBenchmark
{
    /// <summary>One epoch to warm up, then as many as the recipe of <paramref name="request"/> says.</summary>
    /// <param name="request">What is to be trained; an epoch of all samples where the recipe begins with few.</param>
    /// <param name="observers">Look on, beside those that a run has.</param>
    /// <param name="progress">Hears of data that is fetched.</param>
    /// <param name="stop">Ends it without a report.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BenchmarkReport Run(
        TrainingRequest request, Func<TrainingRun, IReadOnlyList<ITrainingObserver>>? observers = null,
        IProgress<string>? progress = null, CancellationToken stop = default)
    {
        int measured = request.Recipe.Training.Epochs;
        Recipe recipe = request.Recipe with
        {
            Objective = request.Recipe.Objective.WithoutFirst(),
            Training = request.Recipe.Training with { Epochs = measured + 1 },
        };
        DirectoryInfo folder = Directory.CreateTempSubdirectory($"vae-bench-{Environment.ProcessId}-");
        try
        {
            using TrainingRun run = TrainingRun.Begin(
                request with { Recipe = recipe }, Path.Combine(folder.FullName, request.RecipeName), progress: progress);
            var clock = new PhaseClock(warmUpEpochs: 1);
            GemmRate before = GemmRate.Measure();
            run.TrainTimed(observers?.Invoke(run), progress, clock, stop);
            stop.ThrowIfCancellationRequested();
            GemmRate after = GemmRate.Measure();
            return Report(run, clock, GemmRate.Mean(before, after), measured);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BenchmarkReport Report(TrainingRun run, PhaseClock clock, GemmRate product, int measured)
    {
        long peak = ProcessMemory.PeakResident();
        return new BenchmarkReport(
            run.Request.RecipeName, RunVersions.Here(), Threads.Count, product, run.Request.Recipe.Training.Batch,
            ModelSummary.Of(run.Model).MultiplyAdds, measured, clock.Images / measured, clock.Seconds / measured,
            DurationSpread.Of(clock.Steps),
            [.. Enum.GetValues<TrainingPhase>().Select(p => new PhaseShare(p, clock.SecondsOf(p), clock.ResidentAfter(p)))],
            UseRates.Measure(run.Model, run.Images.Test, run.Request.Recipe, run.Device), peak);
    }
}
