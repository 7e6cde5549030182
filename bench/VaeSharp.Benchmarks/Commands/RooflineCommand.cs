using System.CommandLine;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs.Measurements;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>How near each recipe's steps come to the machine's matrix product.</summary>
internal static class RooflineCommand
{
    internal static Command Create()
    {
        Option<int> rounds = Options.Rounds(5);
        Option<int> steps = Options.Positive("--steps", "To measure of each recipe, after as many to warm up.", 40);
        Option<int> threads = Options.Threads();
        var only = new Option<string[]>("--recipe") { Description = "These recipes alone.", AllowMultipleArgumentsPerToken = true };
        Option<string> output = Options.Out();
        var command = new Command("roofline", "The share of the matrix product that each recipe's steps reach.")
        {
            rounds, steps, threads, only, output,
        };
        command.SetAction(call =>
        {
            string[] names = call.GetValue(only) is { Length: > 0 } given ? given : [.. RecipeCatalog.Names];
            var answers = names.ToDictionary(name => name, _ => new List<BenchmarkReport>());
            for (int round = 1; round <= call.GetValue(rounds); round++)
            {
                foreach (string name in names)
                {
                    if (Measure(name, call.GetValue(steps), call.GetValue(threads)) is { } answer)
                    {
                        answers[name].Add(answer);
                        Report.Progress($"round {round}: {name} {answer.BareRate() / answer.Gemm.LibTorch:F2} of libtorch's product");
                    }
                }
            }

            Write([.. answers.Values.Where(list => list.Count > 0)], call.GetValue(steps), call.GetRequiredValue(output));
        });
        return command;
    }

    // A recipe whose images are not here, or not to be had, is left out.
    private static BenchmarkReport? Measure(string name, int steps, int threads)
    {
        try
        {
            return Measurement.Of(name, threads, limit: steps * RecipeCatalog.Open(name).Training.Batch);
        }
        catch (ChildFailedException fault)
        {
            Report.Progress($"{name} is left out: {fault.Message}");
            return null;
        }
    }

    private static void Write(List<BenchmarkReport>[] recipes, int steps, string folder)
    {
        if (recipes.Length == 0)
        {
            throw new ChildFailedException("No recipe could be measured.");
        }

        RooflineRow[] rows =
        [
            .. recipes.Select(answers => new RooflineRow(
                answers[0].Recipe, answers[0].MultiplyAdds, answers[0].Batch,
                Spread.Of(answers.Select(a => 1e3 * a.StepSeconds.Median)), Spread.Of(answers.Select(a => a.BareRate() / 1e9)),
                Spread.Of(answers.Select(a => a.Gemm.LibTorch / 1e9)),
                Spread.Of(answers.Select(a => a.BareRate() / a.Gemm.LibTorch)),
                answers.All(a => a.Gemm.Own is > 0) ? Spread.Of(answers.Select(a => a.BareRate() / a.Gemm.Own!.Value)) : null)),
        ];
        var report = new Report("roofline", "Training beside the machine's matrix product");
        report.Say(recipes[0][^1]);
        report.Say($"Median (least–most) of {recipes[0].Count} rounds, {steps} steps each; the product is measured just before and just after in the same process. A step counts 6 operations for each multiply-add of an image.");
        report.Table(
            ["recipe", "multiply-adds an image", "batch", "step, ms", "GFLOP/s", "of libtorch's product", "of VaeSharp's product"],
            rows.Select(row => (string[])
            [
                row.Recipe, Report.Invariant($"{row.MultiplyAdds:N0}"), Report.Invariant($"{row.Batch}"),
                row.StepMilliseconds.Text(2), row.Gigaflops.Text(1), row.OfLibTorch.Text(2), row.OfOwn?.Text(2) ?? "",
            ]));
        report.Write(folder, new { recipes[0][^1].Versions, recipes[0][^1].Threads, Steps = steps, Rows = rows });
    }

    private sealed record RooflineRow(
        string Recipe, long MultiplyAdds, int Batch, Spread StepMilliseconds, Spread Gigaflops, Spread ProductGigaflops,
        Spread OfLibTorch, Spread? OfOwn);
}
