using System.Globalization;
using System.Text.Json;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs.Measurements;
using VaeSharp.Training;

namespace VaeSharp.Benchmarks;

/// <summary>A recipe of the library measured by its own benchmark, in a process of its own.</summary>
internal static class Measurement
{
    private static readonly TrainingPhase[] OfTheStep =
        [TrainingPhase.Batch, TrainingPhase.Forward, TrainingPhase.Backward, TrainingPhase.Update];

    /// <summary>Measures a recipe.</summary>
    /// <param name="recipe">Its name.</param>
    /// <param name="threads">To compute with.</param>
    /// <param name="epochs">To measure, after one to warm up.</param>
    /// <param name="limit">The most images of each split; null for all.</param>
    /// <param name="changes">Other values for keys of the recipe, each <c>key=value</c>.</param>
    internal static BenchmarkReport Of(
        string recipe, int threads, int epochs = 1, int? limit = null, params IReadOnlyList<string> changes)
    {
        string output = ChildProcess.Run(
            ChildProcess.Self,
            [
                Commands.MeasureCommand.Name, "--recipe", recipe, "--epochs", Text(epochs), "--threads", Text(threads),
                .. limit is { } images ? (string[])["--limit", Text(images)] : [],
                .. changes.SelectMany(change => (string[])["--set", change]),
            ]).Output;
        return JsonSerializer.Deserialize<BenchmarkReport>(output, ReportJson.Options)!;
    }

    /// <summary>Measures a recipe in this process.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    internal static BenchmarkReport Here(string recipe, int threads, int epochs, int? limit, IReadOnlyList<string> changes)
    {
        Recipe changed = RecipeCatalog.Open(recipe, [.. changes, $"training.epochs={Text(epochs)}"]);
        Machine.Prepare(threads);
        return TrainingBenchmark.Run(new(recipe, changed) { Limit = limit });
    }

    /// <summary>Seconds of an epoch's steps alone: no validation, no observers.</summary>
    internal static double BareEpochSeconds(this BenchmarkReport report) =>
        report.Phases.Where(p => OfTheStep.Contains(p.Phase)).Sum(p => p.Seconds) / report.Epochs;

    /// <summary>Floating-point operations a second of these steps: two for a multiply-add, forward and twice back.</summary>
    internal static double BareRate(this BenchmarkReport report) => 6.0 * report.MultiplyAdds * report.Images / report.BareEpochSeconds();

    /// <summary>The share of a phase in all time; percent.</summary>
    internal static double Percent(this BenchmarkReport report, TrainingPhase phase) =>
        100 * report.Phases.Where(p => p.Phase == phase).Sum(p => p.Seconds) / report.Phases.Sum(p => p.Seconds);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
