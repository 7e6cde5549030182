using System.Diagnostics;
using System.Globalization;
using VaeSharp.Training;
using VaeSharp.Training.Objectives;

namespace VaeSharp.Cli.Runs;

/// <summary>A few batches of training, and what they tell of the whole; nothing is written.</summary>
internal sealed record DryRunReport(
    string Images, long LatentDimension, long Parameters, int TrainImages, int ValidationImages, int TestImages,
    int Batch, int Epochs, int StepsPerEpoch, int Threads, double SecondsPerStep, double SecondsExpected,
    double PeakMemoryMegabytes, double FirstLoss, string LossName)
{
    private const int FewestSteps = 4;
    private const int MostSteps = 16;
    private const double Patience = 2; // seconds

    internal static int Execute(TrainRequest request, Terminal terminal, bool json)
    {
        IProgress<string>? progress = json ? null : terminal.Progress;
        DryRunReport report = Of(request, asked => Measure(asked, progress));
        if (json)
        {
            terminal.WriteJson(report);
        }
        else
        {
            report.Write(terminal.Output);
        }

        return ExitCodes.Done;
    }

    /// <summary>The report of a training, whose first epochs may cost less than the later ones.</summary>
    /// <param name="request">The whole training.</param>
    /// <param name="measure">Reports on a training whose steps all cost the same.</param>
    internal static DryRunReport Of(TrainRequest request, Func<TrainRequest, DryRunReport> measure)
    {
        if (request.Recipe.Objective is not IwaeChoice { FirstSamples: > 0 } choice)
        {
            return measure(request);
        }

        DryRunReport first = With(choice.OnlyFirst());
        return first.Then(With(choice.WithoutFirst()), choice.FirstEpochs(first.Epochs));

        DryRunReport With(IwaeChoice objective) =>
            measure(request with { Recipe = request.Recipe with { Objective = objective } });
    }

    private static DryRunReport Measure(TrainRequest request, IProgress<string>? progress)
    {
        using var session = new TrainingSession(request, progress);
        using var stop = new CancellationTokenSource();
        var observer = new Observer(stop);
        session.Trainer.Run([observer], stop.Token);
        Trainer trainer = session.Trainer;
        return new DryRunReport(
            session.Splits.Train.Shape.ToString(), session.Model.Shape.Latents,
            session.Model.parameters().Sum(p => p.numel()), session.Splits.Train.Count, session.Splits.Validation.Count,
            session.Splits.Test.Count, request.Recipe.Training.Batch, trainer.Epochs, trainer.StepsPerEpoch,
            Engine.Threads.Count, observer.Seconds, observer.Seconds * trainer.StepsPerEpoch * trainer.Epochs,
            Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, observer.FirstLoss,
            session.Names.Training);
    }

    // So many epochs as measured here, the rest as measured there.
    private DryRunReport Then(DryRunReport later, int first)
    {
        double seconds = SecondsPerStep + ((later.SecondsPerStep - SecondsPerStep) * (Epochs - first) / Epochs);
        return this with
        {
            SecondsPerStep = seconds,
            SecondsExpected = seconds * StepsPerEpoch * Epochs,
            PeakMemoryMegabytes = later.PeakMemoryMegabytes, // of the process, so of both
        };
    }

    private void Write(TextWriter output)
    {
        TimeSpan expected = TimeSpan.FromSeconds(SecondsExpected);
        foreach ((string name, string value) in ((string, string)[])
        [
            ("images", $"{Images}: {TrainImages} training, {ValidationImages} validation, {TestImages} test"),
            ("model", string.Create(CultureInfo.InvariantCulture, $"{Parameters:N0} parameters, {LatentDimension} latent dimensions")),
            ("steps", $"{Epochs} epochs of {StepsPerEpoch} steps with {Batch} images"),
            ("step", string.Create(CultureInfo.InvariantCulture, $"{SecondsPerStep * 1000:F1} ms with {Counts.Threads(Threads)}")),
            ("memory", string.Create(CultureInfo.InvariantCulture, $"{PeakMemoryMegabytes:N0} MB at most")),
            ("time", $"about {Durations.Words(expected)} for the whole run, pictures and validation not counted"),
            ("loss", string.Create(
                CultureInfo.InvariantCulture, $"{FirstLoss:F2} nats per image at the first step: {LossName}")),
        ])
        {
            output.WriteLine($"{name,-8} {value}");
        }
    }

    // The first steps pay for memory and kernels, and any may be disturbed: the median tells what most cost.
    private sealed class Observer(CancellationTokenSource stop) : ITrainingObserver
    {
        private readonly List<double> _steps = [];
        private readonly Stopwatch _all = Stopwatch.StartNew();
        private readonly Stopwatch _watch = Stopwatch.StartNew();

        internal double FirstLoss { get; private set; }

        internal double Seconds => _steps.Skip(_steps.Count > 1 ? 1 : 0).Order().ElementAt((_steps.Count - 1) / 2);

        public void StepDone(Trainer trainer, StepReport step)
        {
            FirstLoss = _steps.Count == 0 ? step.Loss : FirstLoss;
            _steps.Add(_watch.Elapsed.TotalSeconds);
            _watch.Restart();
            if (_steps.Count == MostSteps || (_steps.Count >= FewestSteps && _all.Elapsed.TotalSeconds > Patience))
            {
                stop.Cancel();
            }
        }
    }
}
