using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using VaeSharp.Benchmarks.Steps;
using VaeSharp.Evaluation;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>Whole steps with VaeSharp's own kernels and with what could replace them, by turns.</summary>
internal static class StepsCommand
{
    internal static Command Create()
    {
        Option<string[]> recipes = Options.Recipes(
            "seed-mnist", "mnist", "mnist-2d", "mnist-best", "cifar10", "cifar10-ladder", "cifar10-vq");
        Option<string[]> variants = new("--variant")
        {
            Description = $"These in place of product, adam and no-avx512: {string.Join(", ", StepVariant.Others.Select(v => v.Key))}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [StepVariant.Product, StepVariant.Adam, "no-avx512"],
        };
        variants.AcceptOnlyFromAmong([.. StepVariant.Others.Select(v => v.Key)]);
        Option<int> rounds = Options.Rounds(5);
        Option<int> threads = Options.Threads();
        Option<double> warmUp = WarmUp();
        Option<double> seconds = Seconds();
        Option<string> output = Options.Out();
        var command = new Command("steps", "Whole steps of recipes with VaeSharp's own kernels and without, by turns.")
        {
            recipes, variants, rounds, threads, warmUp, seconds, output,
        };
        command.SetAction(call =>
        {
            string[] names = call.GetRequiredValue(variants);
            StepVariant[] chosen = [StepVariant.Own, .. StepVariant.Others.Where(v => names.Contains(v.Key))];
            string[] common =
            [
                "--threads", Text(call.GetValue(threads)), "--warm-up", Text(call.GetValue(warmUp)),
                "--seconds", Text(call.GetValue(seconds)),
            ];
            List<Row> rows = [];
            foreach (string recipe in call.GetRequiredValue(recipes))
            {
                rows.AddRange(Measure(recipe, chosen, call.GetValue(rounds), common));
            }

            Write(rows, call.GetValue(rounds), call.GetValue(threads), call.GetValue(seconds), call.GetRequiredValue(output));
        });
        return command;
    }

    internal static Option<double> WarmUp() =>
        new("--warm-up") { Description = "Seconds of steps that do not count.", DefaultValueFactory = _ => 0.7 };

    internal static Option<double> Seconds() =>
        new("--seconds") { Description = "Seconds of steps that count, of each measurement.", DefaultValueFactory = _ => 2 };

    // Forth in one round and back in the next (A B C, C B A), so that none always comes first.
    private static IEnumerable<Row> Measure(string recipe, StepVariant[] variants, int rounds, string[] common)
    {
        StepVariant[] all = variants;
        var rates = new Dictionary<StepVariant, List<StepRate>>();
        for (int round = 0; round < rounds; round++)
        {
            foreach (StepVariant variant in round % 2 == 0 ? all : all.Reverse())
            {
                if (!all.Contains(variant))
                {
                    continue; // found to be what VaeSharp does here anyway
                }

                StepRate rate = Once(recipe, variant, common);
                if (!variant.Fits(rate))
                {
                    throw new ChildFailedException($"{recipe}: '{variant.Name}' was asked for, and VaeSharp's own kernel was used.");
                }

                (rates.TryGetValue(variant, out List<StepRate>? list) ? list : rates[variant] = []).Add(rate);
                Report.Progress($"round {round + 1}/{rounds}: {recipe}, {variant.Name}: {rate.ImagesPerSecond:F0} images/s");
                if (variant == StepVariant.Own && round == 0)
                {
                    all = [.. all.Where(other => other.Differs(rate))];
                }
            }
        }

        List<StepRate> own = rates[StepVariant.Own];
        return all.Select(variant => new Row(
            recipe, variant.Name, Spread.Of(own.Select(rate => 1e3 * rate.Seconds / rate.Steps)),
            Spread.Of(rates[variant].Select(rate => rate.ImagesPerSecond)),
            Spread.Of(own.Zip(rates[variant], (ours, other) => ours.ImagesPerSecond / other.ImagesPerSecond)),
            own[0]));
    }

    private static StepRate Once(string recipe, StepVariant variant, string[] common)
    {
        string output = ChildProcess.Run(
            ChildProcess.Self, variant.Environment,
            [
                StepCommand.Name, "--recipe", recipe, .. common,
                .. variant.LibTorch.SelectMany(part => (string[])["--libtorch", part]),
            ]).Output;
        return JsonSerializer.Deserialize<StepRate>(output, ReportJson.Options)!;
    }

    private static void Write(List<Row> rows, int rounds, int threads, double seconds, string folder)
    {
        var report = new Report("steps", "Whole steps with VaeSharp's own kernels and without");
        report.Say(rows[0].Own.Versions, threads);
        report.Say($"Median (least–most) of {rounds} rounds of {seconds} s of steps, each in a process of its own. VaeSharp's images a second divided by the variant's, within each round: above 1, VaeSharp's own is faster.");
        report.Table(
            ["recipe", "computed by", "images/s", "VaeSharp's divided by it"],
            rows.Select(row => (string[])
            [
                row.Recipe, row.Variant, row.ImagesPerSecond.Text(0), row.Ratio.Text(3),
            ]));
        report.Write(folder, new { rows[0].Own.Versions, Threads = threads, Rounds = rounds, Rows = rows });
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Row(
        string Recipe, string Variant, Spread OwnStepMilliseconds, Spread ImagesPerSecond, Spread Ratio, StepRate Own);
}
