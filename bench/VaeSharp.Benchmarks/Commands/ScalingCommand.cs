using System.CommandLine;
using VaeSharp.Imaging;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs.Measurements;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>How time and memory grow with images, batch, latents and threads.</summary>
internal static class ScalingCommand
{
    private const int UsualImages = 20_000;
    private static readonly int[] Images = [1_000, 5_000, 20_000, 60_000];
    private static readonly int[] Batches = [16, 64, 256, 1_024];
    private static readonly int[] Latents = [2, 8, 32, 128, 512];

    internal static Command Create()
    {
        Option<string> recipe = Options.Recipe("seed-mnist");
        Option<int> rounds = Options.Rounds(3);
        Option<int> threads = Options.Threads();
        Option<string> output = Options.Out();
        var command = new Command("scaling", "Images, batch, latents and threads, one varied at a time.")
        {
            recipe, rounds, threads, output,
        };
        command.SetAction(call => Execute(
            call.GetRequiredValue(recipe), call.GetValue(rounds), call.GetValue(threads), call.GetRequiredValue(output)));
        return command;
    }

    private static void Execute(string recipe, int rounds, int threads, string folder)
    {
        Recipe usual = RecipeCatalog.Open(recipe);
        var point = new Point("", UsualImages, usual.Training.Batch, usual.Posterior.Dimension, threads);
        Point[] points =
        [
            .. Images.Select(n => point with { Varied = "images", Images = n }),
            .. Batches.Select(n => point with { Varied = "batch", Batch = n }),
            .. Latents.Select(n => point with { Varied = "latents", Latents = n }),
            .. Enumerable.Range(1, threads).Select(n => point with { Varied = "threads", Threads = n }),
        ];
        var answers = points.ToDictionary(p => p, _ => new List<BenchmarkReport>());
        for (int round = 1; round <= rounds; round++)
        {
            foreach (Point p in points)
            {
                BenchmarkReport answer = Measurement.Of(
                    recipe, p.Threads, epochs: 1, p.Images,
                    Report.Invariant($"training.batch={p.Batch}"), Report.Invariant($"posterior.dimension={p.Latents}"));
                answers[p].Add(answer);
                Report.Progress($"round {round}/{rounds}: {p.Varied} {p.Value}: epoch {answer.EpochSeconds:F2} s");
            }
        }

        Write(recipe, rounds, [.. points.Select(p => Row.Of(p, answers[p]))], answers[points[0]][^1], folder);
    }

    private static void Write(string recipe, int rounds, Row[] rows, BenchmarkReport machine, string folder)
    {
        var report = new Report("scaling", $"Time and memory by size: {recipe}");
        report.Say(machine);
        report.Say($"One thing is varied at a time. Median (least–most) of {rounds} rounds of an epoch each, after one to warm up.");
        report.Table(
            ["varied", "images", "batch", "latents", "threads", "step, ms", "epoch, s", "images/s", "peak memory, MB"],
            rows.Select(row => (string[])
            [
                row.Point.Varied, Report.Invariant($"{row.Images:N0}"), Report.Invariant($"{row.Point.Batch:N0}"),
                Report.Invariant($"{row.Point.Latents}"), Report.Invariant($"{row.Point.Threads}"),
                row.StepMilliseconds.Text(2), row.EpochSeconds.Text(2), Report.Invariant($"{row.ImagesPerSecond:N0}"),
                row.PeakMegabytes.Text(0),
            ]));
        var plot = new CurvePlot(
        [
            Panel(rows, "images", "thousands of images", n => n / 1e3, "seconds an epoch", row => row.EpochSeconds),
            Panel(rows, "batch", "log2 of images in a step", n => Math.Log2(n), "ms a step", row => row.StepMilliseconds),
            Panel(rows, "latents", "log2 of latent dimensions", n => Math.Log2(n), "ms a step", row => row.StepMilliseconds),
            Panel(rows, "threads", "threads", n => n, "ms a step", row => row.StepMilliseconds),
        ]);
        report.Write(folder, new { machine.Versions, machine.Gemm, Rows = rows }, plot);
    }

    private static CurvePanel Panel(
        Row[] rows, string varied, string xLabel, Func<double, double> scale, string yLabel, Func<Row, Spread> figure)
    {
        Row[] some = [.. rows.Where(row => row.Point.Varied == varied)];
        double[] x = [.. some.Select(row => scale(row.Point.Value))];
        return new CurvePanel($"by {varied}", [new CurveSeries(yLabel, x, [.. some.Select(row => figure(row).Median)])])
        {
            XLabel = xLabel,
            YLabel = yLabel,
        };
    }

    private sealed record Point(string Varied, int Images, int Batch, int Latents, int Threads)
    {
        internal int Value => Varied switch
        {
            "images" => Images,
            "batch" => Batch,
            "latents" => Latents,
            _ => Threads,
        };
    }

    private sealed record Row(
        Point Point, long Images, Spread StepMilliseconds, Spread EpochSeconds, double ImagesPerSecond, Spread PeakMegabytes)
    {
        internal static Row Of(Point point, List<BenchmarkReport> answers)
        {
            var epoch = Spread.Of(answers.Select(a => a.BareEpochSeconds()));
            return new Row(
                point, answers[0].Images, Spread.Of(answers.Select(a => 1e3 * a.StepSeconds.Median)), epoch,
                answers[0].Images / epoch.Median, Spread.Of(answers.Select(a => a.PeakResidentBytes / 1e6)));
        }
    }
}
