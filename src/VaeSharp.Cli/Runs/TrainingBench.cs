using VaeSharp.Engine;
using VaeSharp.Engine.Products;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Cli.Runs;

/// <summary>Trains as <c>vae train</c> does, in a folder that is deleted afterwards, with a clock beside it.</summary>
internal static class TrainingBench
{
    /// <summary>One epoch to warm up, then as many as the recipe of <paramref name="request"/> says.</summary>
    internal static BenchReport Run(TrainRequest request, Terminal terminal, bool quiet, CancellationToken stop)
    {
        int measured = request.Recipe.Training.Epochs;
        TrainingChoice training = request.Recipe.Training with { Epochs = measured + 1 };
        Recipe recipe = request.Recipe with { Training = training };
        using var session = new TrainingSession(request with { Recipe = recipe }, quiet ? null : terminal.Progress);
        var clock = new PhaseClock(warmUpEpochs: 1);
        session.Trainer.Clock = clock;
        ProductRate before = ProductRate.Measure();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vae-bench-");
        try
        {
            RunDirectory run = RunDirectory.Create(Path.Combine(folder.FullName, request.RecipeName), "", "");
            session.Train(run, terminal, quiet, stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        stop.ThrowIfCancellationRequested();
        ProductRate after = ProductRate.Measure();
        long peak = ProcessMemory.PeakResident();
        return new BenchReport(
            request.RecipeName, RunVersions.Here(), Threads.Count, ProductRate.Mean(before, after),
            training.Batch, ModelSummary.Of(session.Model).MultiplyAdds, measured, clock.Images / measured,
            clock.Seconds / measured, BenchSpread.Of(clock.Steps),
            [.. Enum.GetValues<TrainingPhase>().Select(p => new BenchPhase(p, clock.SecondsOf(p), clock.ResidentAfter(p)))],
            UseRates.Measure(session.Model, session.Splits.Test, recipe, session.Trainer.Device), peak);
    }
}
