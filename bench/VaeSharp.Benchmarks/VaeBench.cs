using System.Globalization;
using System.Text.Json;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Benchmarks;

/// <summary>What <c>vae bench --json</c> answers.</summary>
internal sealed record BenchAnswer(
    string Recipe, BenchVersions Versions, int Threads, BenchProduct Gemm, int Batch, long MultiplyAdds, int Epochs,
    long Images, double EpochSeconds, BenchSteps StepSeconds, IReadOnlyList<BenchPhase> Phases, long PeakResidentBytes)
{
    private static readonly string[] OfTheStep = ["batch", "forward", "backward", "update"];

    /// <summary>Seconds of an epoch's steps alone: no validation, no observers.</summary>
    internal double BareEpochSeconds => Phases.Where(p => OfTheStep.Contains(p.Phase)).Sum(p => p.Seconds) / Epochs;

    /// <summary>Floating-point operations a second of these steps: two for a multiply-add, forward and twice back.</summary>
    internal double Rate => 6.0 * MultiplyAdds * Images / BareEpochSeconds;
}

/// <summary>Software and machine.</summary>
internal sealed record BenchVersions(
    string VaeSharp, string? Commit, string TorchSharp, string LibTorch, string DotNet, string System, string Processor);

/// <summary>Rates of matrix products; floating-point operations a second.</summary>
internal sealed record BenchProduct(double LibTorch, double? Own);

/// <summary>Seconds of a step.</summary>
internal sealed record BenchSteps(double Mean, double Tenth, double Median, double Ninetieth);

/// <summary>Seconds of one phase in all epochs, and the most memory at its end.</summary>
internal sealed record BenchPhase(string Phase, double Seconds, long ResidentBytes);

/// <summary>Calls <c>vae bench</c>.</summary>
internal static class VaeBench
{
    /// <summary>Measures a recipe of the library in a process of its own.</summary>
    /// <param name="recipe">Its name.</param>
    /// <param name="threads">To compute with.</param>
    /// <param name="epochs">To measure, after one to warm up.</param>
    /// <param name="limit">The most images of each split; null for all.</param>
    /// <param name="changes">Other values for keys of the recipe, each <c>key=value</c>.</param>
    internal static BenchAnswer Run(
        string recipe, int threads, int epochs = 1, int? limit = null, params IReadOnlyList<string> changes)
    {
        string? file = changes.Count > 0 ? Changed(recipe, changes) : null;
        try
        {
            string[] most = limit is { } images ? ["--limit", Text(images)] : [];
            string output = ChildProcess.Run(
                ChildProcess.Vae,
                ["bench", file ?? recipe, "--epochs", Text(epochs), "--threads", Text(threads), "--quiet", "--json", .. most])
                .Output;
            return JsonSerializer.Deserialize<BenchAnswer>(output, JsonSerializerOptions.Web)!;
        }
        finally
        {
            if (file is not null)
            {
                Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
            }
        }
    }

    private static string Changed(string recipe, IReadOnlyList<string> changes)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("vae-recipe-").FullName, recipe + ".json");
        RecipeFile.Write(file, RecipeCatalog.Open(recipe, changes));
        return file;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
