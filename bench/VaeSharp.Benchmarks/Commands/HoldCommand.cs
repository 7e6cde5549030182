using System.CommandLine;
using System.Diagnostics;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>What it costs that no number is freed while libtorch reads it: the steps of one training with and without.</summary>
internal static class HoldCommand
{
    private const string Switch = "VaeSharp.Engine.NativeWork";
    private const int MostEpochs = 100_000;

    // With, without, without, with: what drifts within a round weighs alike on both sides.
    private static readonly bool[] Turns = [true, false, false, true];

    internal static Command Create()
    {
        Option<string> recipe = Options.Recipe("seed-mnist");
        Option<int> rounds = Options.Rounds(20);
        Option<int> steps = Options.Positive("--steps", "Of each turn; four turns are a round.", 500);
        Option<int> threads = Options.Threads();
        Option<string> output = Options.Out();
        var command = new Command("hold", "Steps with and without NativeWork, in turn, in one process.")
        {
            recipe, rounds, steps, threads, output,
        };
        command.SetAction(call => Execute(
            call.GetRequiredValue(recipe), call.GetValue(rounds), call.GetValue(steps), call.GetValue(threads),
            call.GetRequiredValue(output)));
        return command;
    }

    private static void Execute(string name, int rounds, int steps, int threads, string folder)
    {
        Machine.Prepare(threads);
        Recipe recipe = RecipeCatalog.Open(name);
        recipe = recipe with { Training = recipe.Training with { Epochs = MostEpochs, Patience = 0 } };
        ImageDataset images = DatasetCatalog.Open(
            new DatasetRequest(recipe.Data.Name, ValidationCount: recipe.Data.Validation, Size: recipe.Data.Size)).Train;
        using VariationalAutoencoder model = ModelFactory.Create(recipe, images.Shape, images.ClassNames.Count, seed: 0);
        using var tensors = new ImageTensors(images);
        using var trainer = new Trainer(model, recipe, tensors, seed: 0);
        Steps(trainer, steps, holds: true); // warms up
        Steps(trainer, steps, holds: false);
        var with = new List<Turn>();
        var without = new List<Turn>();
        var wall = new List<double>();
        var processor = new List<double>();
        for (int round = 0; round < rounds; round++)
        {
            Turn[] turns = [.. Turns.Select(holds => Steps(trainer, steps, holds))];
            with.AddRange(turns.Where((_, i) => Turns[i]));
            without.AddRange(turns.Where((_, i) => !Turns[i]));
            wall.Add(Percent(turns, turn => turn.Milliseconds));
            processor.Add(Percent(turns, turn => turn.ProcessorMilliseconds));
            Report.Progress($"round {round + 1}: {wall[^1]:+0.00;-0.00} % of the step, {processor[^1]:+0.00;-0.00} % of its processor time");
        }

        var report = new Report("hold", $"What holding the finaliser thread costs: {name}");
        report.SayMachine(threads);
        report.Say($"Median (least–most) of {rounds} rounds: {steps} steps with, twice as many without, as many with. The differences are taken within each round.");
        report.Table(
            ["figure", "with", "without", "difference, %", "mean difference, % ± standard error"],
            [
                Row("step, ms", turn => turn.Milliseconds, wall), Row("its processor time, ms", turn => turn.ProcessorMilliseconds, processor),
                ["collections in 1,000 steps", Spread.Of(with.Select(t => t.Collections)).Text(1),
                    Spread.Of(without.Select(t => t.Collections)).Text(1), "", ""],
            ]);
        report.Write(folder, new { Recipe = name, Threads = threads, Steps = steps, With = with, Without = without });

        string[] Row(string figure, Func<Turn, double> of, List<double> difference)
        {
            double mean = difference.Average();
            double error = Math.Sqrt(difference.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, rounds - 1) / rounds);
            return
            [
                figure, Spread.Of(with.Select(of)).Text(3), Spread.Of(without.Select(of)).Text(3), Spread.Of(difference).Text(2),
                Report.Invariant($"{mean:F2} ± {error:F2}"),
            ];
        }
    }

    private static double Percent(Turn[] turns, Func<Turn, double> of)
    {
        double with = turns.Where((_, i) => Turns[i]).Sum(of);
        double without = turns.Where((_, i) => !Turns[i]).Sum(of);
        return 100 * (with - without) / without;
    }

    private static Turn Steps(Trainer trainer, int count, bool holds)
    {
        AppContext.SetSwitch(Switch, holds);
        using var stop = new CancellationTokenSource();
        long until = trainer.Position.Step + count;
        int collections = GC.CollectionCount(0);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long begun = Stopwatch.GetTimestamp();
        trainer.Run([new StopAt(until, stop)], stop.Token);
        double wall = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        return new Turn(
            wall / count, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / count,
            1000.0 * (GC.CollectionCount(0) - collections) / count);
    }

    /// <param name="Milliseconds">Of a step.</param>
    /// <param name="ProcessorMilliseconds">Of a step, on all threads together.</param>
    /// <param name="Collections">In 1,000 steps.</param>
    private sealed record Turn(double Milliseconds, double ProcessorMilliseconds, double Collections);

    private sealed class StopAt(long step, CancellationTokenSource stop) : ITrainingObserver
    {
        public void StepDone(TrainingProgress now, StepReport report)
        {
            if (now.Position.Step == step)
            {
                stop.Cancel();
            }
        }
    }
}
