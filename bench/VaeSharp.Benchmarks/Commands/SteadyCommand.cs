using System.CommandLine;
using System.Diagnostics;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Engine.Gemm;
using VaeSharp.Imaging;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>Whether a long run keeps its pace and its memory.</summary>
internal static class SteadyCommand
{
    private const int Intervals = 40;
    private const int MostEpochs = 100_000;

    internal static Command Create()
    {
        Option<int> minutes = Options.Positive("--minutes", "How long.", 40);
        Option<string> recipe = Options.Recipe("cifar10");
        Option<int> threads = Options.Threads();
        Option<string> output = Options.Out();
        var command = new Command("steady", "Step time and memory over a long run, beside the matrix product's rate.")
        {
            minutes, recipe, threads, output,
        };
        command.SetAction((call, stop) => Task.FromResult(Execute(
            call.GetRequiredValue(recipe), TimeSpan.FromMinutes(call.GetValue(minutes)), call.GetValue(threads),
            call.GetRequiredValue(output), stop)));
        return command;
    }

    private static int Execute(string name, TimeSpan length, int threads, string folder, CancellationToken stop)
    {
        Machine.Prepare(threads);
        Recipe recipe = RecipeCatalog.Open(name);
        recipe = recipe with { Training = recipe.Training with { Epochs = MostEpochs, Patience = 0 } };
        ImageDataset images = DatasetCatalog.Open(
            new DatasetRequest(recipe.Data.Name, ValidationCount: recipe.Data.Validation, Size: recipe.Data.Size)).Train;
        using VariationalAutoencoder model = ModelFactory.Create(recipe, images.Shape, images.ClassNames.Count, seed: 0);
        using var tensors = new ImageTensors(images);
        using var trainer = new Trainer(model, recipe, tensors, seed: 0);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var recorder = new Recorder(length, ends);
        trainer.Run([recorder], ends.Token);
        Write(name, length, threads, recorder.Done, folder);
        return 0;
    }

    private static void Write(string name, TimeSpan length, int threads, List<Interval> done, string folder)
    {
        // The first interval warms up.
        Interval[] rest = [.. done.Skip(done.Count > 1 ? 1 : 0)];
        var report = new Report("steady", $"A long run: {name}, {length.TotalMinutes:F0} minutes");
        report.SayMachine(threads);
        report.Say($"Each row is an interval; the matrix product is measured at its end, so that a slower machine is told from a slower program.");
        if (rest.Length > 1)
        {
            double pace = rest[^1].StepMilliseconds / rest[0].StepMilliseconds;
            double grown = (rest[^1].ResidentBytes - rest[0].ResidentBytes) / 1e6;
            report.Say($"From the second interval to the last: step time × {pace:F2}, memory {grown:+0;-0;0} MB.");
        }

        report.Table(
            ["minute", "steps", "step, ms (median)", "10 %", "90 %", "memory, MB", "libtorch's product, GFLOP/s"],
            done.Select(i => (string[])
            [
                Report.Invariant($"{i.Minute:F1}"), Report.Invariant($"{i.Steps}"), Report.Invariant($"{i.StepMilliseconds:F2}"),
                Report.Invariant($"{i.Tenth:F2}"), Report.Invariant($"{i.Ninetieth:F2}"),
                Report.Invariant($"{i.ResidentBytes / 1e6:F0}"), Report.Invariant($"{i.ProductGigaflops:F1}"),
            ]));
        double[] x = [.. done.Select(i => i.Minute)];
        var plot = new CurvePlot(
        [
            Panel("step", "ms", ("median", i => i.StepMilliseconds), ("10 %", i => i.Tenth), ("90 %", i => i.Ninetieth)),
            Panel("memory", "MB", ("resident", i => i.ResidentBytes / 1e6)),
            Panel("machine", "GFLOP/s", ("libtorch's product", i => i.ProductGigaflops)),
        ]);
        report.Write(folder, new { Recipe = name, Threads = threads, Intervals = done }, plot);

        CurvePanel Panel(string title, string unit, params (string Name, Func<Interval, double> Figure)[] lines) =>
            new(title, [.. lines.Select(line => new CurveSeries(line.Name, x, [.. done.Select(line.Figure)]))])
            {
                XLabel = "minute",
                YLabel = unit,
            };
    }

    private sealed record Interval(
        double Minute, int Steps, double StepMilliseconds, double Tenth, double Ninetieth, long ResidentBytes,
        double ProductGigaflops);

    private sealed class Recorder(TimeSpan length, CancellationTokenSource ends) : ITrainingObserver
    {
        private readonly Stopwatch _all = Stopwatch.StartNew();
        private readonly Stopwatch _interval = Stopwatch.StartNew();
        private readonly List<double> _steps = [];
        private long _since = Stopwatch.GetTimestamp();

        internal List<Interval> Done { get; } = [];

        public void StepDone(TrainingProgress now, StepReport step)
        {
            _steps.Add(Stopwatch.GetElapsedTime(_since).TotalMilliseconds);
            if (_interval.Elapsed >= length / Intervals)
            {
                Close();
            }

            if (_all.Elapsed >= length)
            {
                ends.Cancel();
            }

            _since = Stopwatch.GetTimestamp();
        }

        public void Ended(TrainingProgress now, TrainingOutcome outcome)
        {
            if (_steps.Count > 0)
            {
                Close();
            }
        }

        private void Close()
        {
            double[] sorted = [.. _steps.Order()];
            long resident = ProcessMemory.Resident();
            Done.Add(new Interval(
                _all.Elapsed.TotalMinutes, sorted.Length, At(0.5), At(0.1), At(0.9), resident,
                GemmRate.Measure().LibTorch / 1e9));
            Report.Progress($"minute {Done[^1].Minute:F1}: step {Done[^1].StepMilliseconds:F2} ms, {resident / 1e6:F0} MB");
            _steps.Clear();
            _interval.Restart();

            double At(double share) => sorted[(int)(share * (sorted.Length - 1))];
        }
    }
}
