using System.CommandLine;
using System.Diagnostics;
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
            "seed-mnist", "mnist", "mnist-best", "cifar10", "cifar10-ladder", "cifar10-vq");
        Option<string[]> variants = new("--variant")
        {
            Description = $"These in place of product, adam and no-avx512: {string.Join(", ", StepVariant.Others.Select(v => v.Key))}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [StepVariant.Product, StepVariant.Adam, StepVariant.NoAvx512],
        };
        variants.AcceptOnlyFromAmong([.. StepVariant.Others.Select(v => v.Key)]);
        Option<int> rounds = Options.Rounds(5);
        Option<int> minutes = Options.Positive("--minutes", "No round begins that would not end within so many.", 10);
        Option<int> threads = Options.Threads();
        Option<double> warmUp = WarmUp();
        Option<double> seconds = Seconds();
        Option<string> output = Options.Out();
        var command = new Command("steps", "Whole steps of recipes with VaeSharp's own kernels and without, by turns.")
        {
            recipes, variants, rounds, minutes, threads, warmUp, seconds, output,
        };
        command.SetAction(call =>
        {
            string[] keys = call.GetRequiredValue(variants);
            string[] common =
            [
                "--threads", Text(call.GetValue(threads)), "--warm-up", Text(call.GetValue(warmUp)),
                "--seconds", Text(call.GetValue(seconds)),
            ];
            Series[] all =
            [
                .. call.GetRequiredValue(recipes).Select(recipe => new Series(
                    recipe, [StepVariant.Own, .. StepVariant.Others.Where(v => keys.Contains(v.Key))], common)),
            ];
            int done = Measure(all, call.GetValue(rounds), TimeSpan.FromMinutes(call.GetValue(minutes)));
            Write(all, done, call.GetValue(threads), call.GetValue(seconds), call.GetRequiredValue(output));
        });
        return command;
    }

    internal static Option<double> WarmUp() =>
        new("--warm-up") { Description = "Seconds of steps that do not count.", DefaultValueFactory = _ => 0.5 };

    internal static Option<double> Seconds() =>
        new("--seconds") { Description = "Seconds of steps that count, of each measurement.", DefaultValueFactory = _ => 1.5 };

    // The rounds that were made.
    private static int Measure(Series[] all, int rounds, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        for (int done = 1; ; done++)
        {
            TimeSpan began = watch.Elapsed;
            foreach (Series series in all)
            {
                series.Round(isForward: done % 2 == 1);
            }

            TimeSpan took = watch.Elapsed - began;
            Report.Progress($"round {done}/{rounds} took {took.TotalSeconds:F0} s");
            if (done == rounds || watch.Elapsed + took > limit)
            {
                return done;
            }
        }
    }

    private static void Write(Series[] all, int rounds, int threads, double seconds, string folder)
    {
        Row[] rows = [.. all.SelectMany(series => series.Rows())];
        StepRate machine = all[0].Of(StepVariant.Own)[0];
        var report = new Report("steps", "Whole steps with VaeSharp's own kernels and without");
        report.Say(machine.Versions, threads);
        report.Say($"Median (least–most) of {rounds} rounds of {seconds} s of steps, each in a process of its own. VaeSharp's images a second divided by the variant's, within each round: above 1, VaeSharp's own is faster.");
        report.Table(
            ["recipe", "computed by", "a step, ms", "images/s", "VaeSharp's divided by it"],
            rows.Select(row => (string[])
            [
                row.Recipe, row.Variant, row.StepMilliseconds.Text(2), row.ImagesPerSecond.Text(0), row.Ratio.Text(3),
            ]));
        report.Write(folder, new { machine.Versions, Threads = threads, Rounds = rounds, Rows = rows });
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>All measurements of one recipe.</summary>
    private sealed class Series(string recipe, IReadOnlyList<StepVariant> variants, string[] common)
    {
        private readonly Dictionary<StepVariant, List<StepRate>> _rates = variants.ToDictionary(v => v, _ => new List<StepRate>());

        internal IReadOnlyList<StepRate> Of(StepVariant variant) => _rates[variant];

        // Forth in one round and back in the next (A B C, C B A), so that none always comes first.
        internal void Round(bool isForward)
        {
            foreach (StepVariant variant in isForward ? variants : variants.Reverse())
            {
                if (_rates[StepVariant.Own] is [var own, ..] && !variant.Differs(own))
                {
                    continue; // what VaeSharp does on this machine anyway
                }

                StepRate rate = Once(variant);
                _rates[variant].Add(rate);
                Report.Progress($"{recipe}, {variant.Name}: {rate.ImagesPerSecond:F0} images/s");
            }
        }

        internal IEnumerable<Row> Rows() => variants.Where(variant => _rates[variant].Count > 0).Select(variant => new Row(
            recipe, variant.Name, Spread.Of(_rates[variant].Select(rate => 1e3 * rate.Seconds / rate.Steps)),
            Spread.Of(_rates[variant].Select(rate => rate.ImagesPerSecond)),
            Spread.Of(_rates[StepVariant.Own].Zip(_rates[variant], (own, other) => own.ImagesPerSecond / other.ImagesPerSecond))));

        private StepRate Once(StepVariant variant)
        {
            string output = ChildProcess.Run(
                ChildProcess.Self, variant.Environment,
                [
                    StepCommand.Name, "--recipe", recipe, .. common,
                    .. variant.LibTorch.SelectMany(part => (string[])["--libtorch", part]),
                    .. variant.Changes.SelectMany(change => (string[])["--set", change]),
                ]).Output;
            StepRate rate = JsonSerializer.Deserialize<StepRate>(output, ReportJson.Options)!;
            return variant.Fits(rate)
                ? rate
                : throw new ChildFailedException($"{recipe}: '{variant.Name}' was asked for, and VaeSharp's own kernel was used.");
        }
    }

    private sealed record Row(string Recipe, string Variant, Spread StepMilliseconds, Spread ImagesPerSecond, Spread Ratio);
}
