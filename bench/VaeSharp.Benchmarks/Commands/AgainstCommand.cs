using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using VaeSharp.Runs;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>This build's steps against those of another commit's build, by turns.</summary>
internal static class AgainstCommand
{
    internal static Command Create()
    {
        var other = new Argument<DirectoryInfo>("folder")
        {
            Description = "The folder of the other build's vae: CLONE/artifacts/bin/VaeSharp.Cli/release.",
        };
        other.AcceptExistingOnly();
        Option<string[]> recipes = Options.Recipes("seed-mnist", "mnist", "cifar10-ladder");
        Option<int> rounds = Options.Rounds(5);
        Option<int> each = Options.Positive("--each", "Processes of each build in a round, of which the median counts.", 3);
        var threads = new Option<int[]>("--threads")
        {
            Description = "Measured with each of these numbers of threads.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 2],
        };
        Option<string> output = Options.Out();
        var command = new Command("against", "Steps of this build and of another commit's, by turns.")
        {
            other, recipes, rounds, each, threads, output,
        };
        command.SetAction(call =>
        {
            Build before = Build.At(ChildProcess.In(call.GetRequiredValue(other).FullName, "vae"));
            Build now = Build.At(ChildProcess.Vae);
            List<Row> rows = [];
            foreach (string recipe in call.GetRequiredValue(recipes))
            {
                foreach (int count in call.GetRequiredValue(threads))
                {
                    rows.Add(Measure(before, now, recipe, count, call.GetValue(rounds), call.GetValue(each)));
                }
            }

            Write(rows, before, now, call.GetValue(rounds), call.GetValue(each), call.GetRequiredValue(output));
        });
        return command;
    }

    // A process of one build and one of the other; which comes first changes from round to round.
    private static Row Measure(Build before, Build now, string recipe, int threads, int rounds, int each)
    {
        double[] old = new double[rounds];
        double[] present = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            List<double> first = [];
            List<double> second = [];
            bool isOldFirst = round % 2 == 0;
            for (int i = 0; i < each; i++)
            {
                first.Add((isOldFirst ? before : now).StepMilliseconds(recipe, threads));
                second.Add((isOldFirst ? now : before).StepMilliseconds(recipe, threads));
            }

            old[round] = Spread.Of(isOldFirst ? first : second).Median;
            present[round] = Spread.Of(isOldFirst ? second : first).Median;
            Report.Progress(
                $"round {round + 1}/{rounds}: {recipe}, {threads} threads: {old[round]:F2} ms before, {present[round]:F2} ms now");
        }

        return new Row(
            recipe, threads, Spread.Of(old), Spread.Of(present), Spread.Of(old.Zip(present, (a, b) => a / b)));
    }

    private static void Write(List<Row> rows, Build before, Build now, int rounds, int each, string folder)
    {
        var report = new Report("against", "Steps of this build and of another commit's");
        report.Say(RunVersions.Here(), rows.Max(row => row.Threads));
        report.Say($"{now.Version} against {before.Version}. Median (least–most) of {rounds} rounds by turns; a round's figure is the median of {each} processes, each of which says the median of its first steps ('vae train RECIPE --dry-run'). The ratio is taken within each round: above 1, this build is faster.");
        report.Table(
            ["recipe", "threads", "a step before, ms", "now, ms", "before divided by now"],
            rows.Select(row => (string[])
            [
                row.Recipe, Text(row.Threads), row.Before.Text(2), row.Now.Text(2), row.Ratio.Text(3),
            ]));
        report.Write(folder, new { Before = before.Version, Now = now.Version, Rounds = rounds, Rows = rows });
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Build(string Program, string Version)
    {
        internal static Build At(string program) => new(program, ChildProcess.Run(program, "--version").Output.Trim());

        // One field of the report, which every commit has.
        internal double StepMilliseconds(string recipe, int threads)
        {
            string output = ChildProcess.Run(Program, "train", recipe, "--dry-run", "--json", "--threads", Text(threads)).Output;
            using var report = JsonDocument.Parse(output);
            return 1e3 * report.RootElement.GetProperty("secondsPerStep").GetDouble();
        }
    }

    private sealed record Row(string Recipe, int Threads, Spread Before, Spread Now, Spread Ratio);
}
