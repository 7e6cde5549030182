using System.CommandLine;
using VaeSharp.Benchmarks.Peers;
using VaeSharp.Runs.Measurements;
using VaeSharp.Training;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>What metrics, pictures, curves and checkpoints cost.</summary>
internal static class ObserversCommand
{
    internal static Command Create()
    {
        Option<string> recipe = Options.Recipe("seed-mnist");
        Option<int> rounds = Options.Rounds(3);
        // Saves and curves come every half a minute: fewer epochs would not hold their share of them.
        Option<int> epochs = Options.Epochs(12);
        Option<int> threads = Options.Threads();
        Option<string> output = Options.Out();
        var command = new Command("observers", "Epochs with and without all that observes them, in turn.")
        {
            recipe, rounds, epochs, threads, output,
        };
        command.SetAction(call =>
        {
            string name = call.GetRequiredValue(recipe);
            int each = call.GetValue(epochs);
            int count = call.GetValue(threads);
            var answers = new List<BenchmarkReport>();
            Contestant[] both =
            [
                new("with observers", () =>
                {
                    answers.Add(Measurement.Of(name, count, each));
                    return answers[^1].EpochSeconds;
                }),
                Contestant.Bare(name, each, count) with { Name = "without" },
            ];
            double[][] seconds = PeersCommand.Measure(both, call.GetValue(rounds));
            var own = Spread.Of(answers.Select(a => a.Percent(TrainingPhase.Observers)));
            var validation = Spread.Of(answers.Select(a => a.Percent(TrainingPhase.Validation)));
            var difference = Spread.Of(seconds[0].Select((with, i) => 100 * (with - seconds[1][i]) / with));
            var report = new Report("observers", $"What observers cost: {name}");
            report.Say(answers[^1]);
            report.Say($"Median (least–most) of {seconds[0].Length} rounds of {each} epochs each, after one to warm up.");
            report.Table(
                ["figure", "value"],
                [
                    ["an epoch with observers, s", Spread.Of(seconds[0]).Text(3)],
                    ["an epoch without, s", Spread.Of(seconds[1]).Text(3)],
                    ["difference, % of the epoch", difference.Text(1)],
                    ["observers by the clock of the loop, % of the epoch", own.Text(2)],
                    ["validation by that clock, % of the epoch", validation.Text(2)],
                ]);
            report.Write(
                call.GetRequiredValue(output),
                new { With = seconds[0], Without = seconds[1], ObserversPercent = own, ValidationPercent = validation });
        });
        return command;
    }
}
