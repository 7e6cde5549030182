using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using VaeSharp.Benchmarks.Peers;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>How long it takes to reach the loss where seed-mnist ends after 40 epochs.</summary>
internal static class TimeToLossCommand
{
    // The original program's loss on the test images after its 40 epochs: docs/results.md.
    private const double Target = 139.98;
    private const int SeedEpochs = 40;

    internal static Command Create()
    {
        Option<string> recipe = Options.Recipe("mnist-2d");
        Option<int> rounds = Options.Rounds(1);
        Option<int> threads = Options.Threads();
        var target = new Option<double>("--target") { Description = "Test loss, nats.", DefaultValueFactory = _ => Target };
        Option<string> python = PeersCommand.Python();
        Option<string?> script = PeersCommand.Script();
        Option<string> output = Options.Out();
        var command = new Command("time-to-loss", "Seconds to a test loss, against 40 epochs of each peer.")
        {
            recipe, rounds, threads, target, python, script, output,
        };
        command.SetAction(call =>
        {
            int count = call.GetValue(threads);
            Contestant[] peers =
            [
                .. Contestant.PlainTorchSharp(1, count),
                .. Contestant.PyTorch(call.GetRequiredValue(python), call.GetValue(script), 1, count),
            ];
            double[][] seconds = PeersCommand.Measure(peers, call.GetValue(rounds));
            IReadOnlyList<Reached> epochs = Train(call.GetRequiredValue(recipe), count, call.GetValue(target));
            Write(
                call.GetRequiredValue(recipe), call.GetValue(target), epochs,
                [.. peers.Select((peer, i) => (peer.Name, Spread.Of(seconds[i])))], count, call.GetRequiredValue(output));
        });
        return command;
    }

    private static IReadOnlyList<Reached> Train(string name, int threads, double target)
    {
        Machine.Prepare(threads);
        Recipe recipe = RecipeCatalog.Open(name);
        DatasetSplits splits = DatasetCatalog.Open(
            new DatasetRequest(recipe.Data.Name, ValidationCount: recipe.Data.Validation, Size: recipe.Data.Size));
        ImageDataset train = splits.Train;
        using VariationalAutoencoder model = ModelFactory.Create(recipe, train.Shape, train.ClassNames.Count, seed: 0);
        using var tensors = new ImageTensors(train);
        using var trainer = new Trainer(model, recipe, tensors, seed: 0);
        using var stop = new CancellationTokenSource();
        var watch = new Watch(trainer, recipe, splits.Test, target, stop);
        trainer.Run([watch], stop.Token);
        return watch.Epochs;
    }

    private static void Write(
        string recipe, double target, IReadOnlyList<Reached> epochs, (string Name, Spread Seconds)[] peers, int threads,
        string folder)
    {
        Reached last = epochs[^1];
        bool reached = last.Loss <= target;
        var report = new Report("time-to-loss", Report.Invariant($"Seconds to a test loss of {target:F2} nats"));
        report.SayMachine(threads);
        report.Table(
            ["program", "epochs", "seconds", "times VaeSharp's"],
            [
                [$"VaeSharp, {recipe}" + (reached ? "" : ": not reached"), Whole(last.Epoch), Text(last.Seconds), "1"],
                [$"the same, training alone", Whole(last.Epoch), Text(last.TrainingSeconds), Text(last.TrainingSeconds / last.Seconds)],
                .. peers.Select(peer => (string[])
                [
                    peer.Name, Whole(SeedEpochs), Text(SeedEpochs * peer.Seconds.Median),
                    Text(SeedEpochs * peer.Seconds.Median / last.Seconds),
                ]),
            ]);
        report.Say($"Peers: {SeedEpochs} times the measured seconds of one epoch of seed-mnist, after one to warm up; they reach the target then. VaeSharp's seconds hold the evaluation of all test images after each epoch, by which it is known.");
        report.Table(
            ["epoch", "seconds", "test loss, nats"],
            epochs.Select(epoch => (string[])[Whole(epoch.Epoch), Text(epoch.Seconds), Text(epoch.Loss)]));
        report.Write(
            folder,
            new { Recipe = recipe, Target = target, Threads = threads, Epochs = epochs, Peers = peers.Select(p => new { p.Name, p.Seconds }) });
    }

    private static string Text(double number) => number.ToString("F2", CultureInfo.InvariantCulture);

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="Epoch">Counted from 1.</param>
    /// <param name="Seconds">Since training began, evaluations included.</param>
    /// <param name="TrainingSeconds">Without them.</param>
    /// <param name="Loss">Of the test images, nats.</param>
    private sealed record Reached(int Epoch, double Seconds, double TrainingSeconds, double Loss);

    private sealed class Watch(
        Trainer trainer, Recipe recipe, ImageDataset test, double target, CancellationTokenSource stop) : ITrainingObserver
    {
        private readonly Stopwatch _all = Stopwatch.StartNew();
        private readonly Stopwatch _training = Stopwatch.StartNew();

        internal List<Reached> Epochs { get; } = [];

        public void EpochDone(TrainingProgress now, EpochReport epoch)
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            _training.Stop();
            BoundReport bound = trainer.WithAverage(
                () => ModelEvaluation.EvaluateBound(trainer.Model, test, recipe, trainer.Seed, trainer.Device));
            double loss = bound.CriterionNats;
            Epochs.Add(new Reached(epoch.Epoch, _all.Elapsed.TotalSeconds, _training.Elapsed.TotalSeconds, loss));
            Report.Progress($"epoch {epoch.Epoch}: {loss:F2} nats after {_all.Elapsed.TotalSeconds:F1} s");
            _training.Start();
            if (loss <= target)
            {
                stop.Cancel();
            }
        }
    }
}
