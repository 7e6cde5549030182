using System.CommandLine;
using VaeSharp.Benchmarks.Peers;
using VaeSharp.Runs.Measurements;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>seed-mnist by VaeSharp and by others, in turn.</summary>
internal static class PeersCommand
{
    private const string Recipe = "seed-mnist";
    private const string Ours = "VaeSharp, with observers";

    internal static Command Create()
    {
        Option<int> rounds = Options.Rounds(5);
        Option<int> epochs = Options.Epochs(1);
        Option<int> threads = Options.Threads();
        Option<string> output = Options.Out();
        Option<string> python = Python();
        Option<string?> script = Script();
        var command = new Command("peers", "Seconds of an epoch of seed-mnist: VaeSharp and its peers in turn.")
        {
            rounds, epochs, threads, python, script, output,
        };
        command.SetAction(call =>
        {
            int each = call.GetValue(epochs);
            int count = call.GetValue(threads);
            BenchmarkReport? last = null;
            Contestant[] all =
            [
                new(Ours, () => (last = Measurement.Of(Recipe, count, each)).EpochSeconds),
                Contestant.Bare(Recipe, each, count),
                .. Contestant.PlainTorchSharp(each, count),
                .. Contestant.PyTorch(call.GetRequiredValue(python), call.GetValue(script), each, count),
            ];
            double[][] seconds = Measure(all, call.GetValue(rounds));
            Write(all, seconds, last!, call.GetRequiredValue(output));
        });
        return command;
    }

    internal static Option<string> Python() => new("--python")
    {
        Description = "A Python that has torch.",
        DefaultValueFactory = _ => "python3",
    };

    internal static Option<string?> Script() => new("--pytorch")
    {
        Description = $"The PyTorch peer's script; {Contestant.ScriptVariable} unless given, left out without either.",
    };

    /// <summary>Seconds of an epoch by contestant and round; within a round one follows the other.</summary>
    internal static double[][] Measure(IReadOnlyList<Contestant> all, int rounds)
    {
        double[][] seconds = [.. all.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < all.Count; i++)
            {
                seconds[i][round] = all[i].EpochSeconds();
                Report.Progress($"round {round + 1}/{rounds}: {all[i].Name} {seconds[i][round]:F2} s");
            }
        }

        return seconds;
    }

    private static void Write(Contestant[] all, double[][] seconds, BenchmarkReport machine, string folder)
    {
        PeerRow[] rows =
        [
            .. all.Select((one, i) => new PeerRow(
                one.Name, seconds[i], Spread.Of(seconds[i]),
                Spread.Of(seconds[i].Select((value, round) => value / seconds[0][round])))),
        ];
        var report = new Report("peers", "An epoch of seed-mnist by VaeSharp and by its peers");
        report.Say(machine);
        report.Say($"Median (least–most) of {seconds[0].Length} rounds; each program in a process of its own, after an epoch to warm up. The ratio is taken within each round.");
        report.Table(
            ["program", "seconds an epoch", "times VaeSharp's with observers"],
            rows.Select(row => (string[])[row.Program, row.EpochSeconds.Text(2), row.Ratio.Text(2)]));
        report.Write(folder, new { machine.Versions, machine.Threads, machine.Gemm, Rows = rows });
    }

    private sealed record PeerRow(string Program, double[] Rounds, Spread EpochSeconds, Spread Ratio);
}
