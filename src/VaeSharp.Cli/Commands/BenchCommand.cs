using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using VaeSharp.Cli.Observers;
using VaeSharp.Cli.Runs;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Runs.Measurements;
using VaeSharp.Training;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae bench</c>.</summary>
internal static class BenchCommand
{
    private const double Giga = 1e9;

    public static Verb Create(Terminal terminal)
    {
        var what = new Argument<string>("recipe")
        {
            HelpName = "RECIPE",
            Description = "A recipe's name or the path of its JSON file; default mnist.",
            DefaultValueFactory = _ => "mnist",
        };
        what.CompletionSources.Add(_ => RecipeCatalog.Names.Select(name => new CompletionItem(name)));
        var epochs = SharedOptions.Whole("--epochs", "Epochs to measure, after one warm-up epoch; default 1.", 1, 1000);
        var limit = SharedOptions.Whole("--limit", "Use at most this many images of each split, for a quick look.", 1, int.MaxValue);
        var threads = SharedOptions.Threads();
        var device = SharedOptions.Device();
        var dataDirectory = SharedOptions.DataDirectory();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress." };
        var json = SharedOptions.Json();
        var verb = new Verb(
            "bench", "Benchmark training and use of a model on this machine, by phases and against its matrix products (roofline).",
            "vae bench", "vae bench cifar10 --limit 5000", "vae bench seed-mnist --threads 1 --json")
        {
            what, epochs, limit, threads, device, dataDirectory, quiet, json,
        };
        verb.Notes = RecipeList.Text;
        verb.SetAction(call =>
        {
            string name = call.GetRequiredValue(what);
            string change = string.Create(CultureInfo.InvariantCulture, $"training.epochs={call.GetValue(epochs) ?? 1}");
            Recipe recipe = SharedOptions.Recipe(name, change);
            var request = new TrainingRequest(Path.GetFileNameWithoutExtension(name), recipe)
            {
                Limit = call.GetValue(limit),
                Device = call.GetRequiredValue(device),
                DataDirectory = call.GetValue(dataDirectory),
            };
            Machine.Prepare(call.GetValue(threads));
            bool talk = !call.GetValue(quiet);
            using var signals = new StopSignals(terminal);
            try
            {
                BenchmarkReport report = TrainingBenchmark.Run(
                    request, run => talk ? [ConsoleObserver.Of(run, terminal)] : [], talk ? terminal.Progress : null, signals.Token);
                Write(report, call.GetValue(json), terminal);
                return ExitCodes.Done;
            }
            catch (OperationCanceledException)
            {
                return signals.ExitCode;
            }
        });
        return verb;
    }

    private static void Write(BenchmarkReport report, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(report);
            return;
        }

        int steps = (int)Math.Round((double)report.Images / report.Batch);
        double all = report.Phases.Sum(p => p.Seconds);
        var phases = new TextTable($"{report.Recipe}, an epoch", ">seconds", ">share", ">memory, MB");
        foreach (PhaseShare phase in report.Phases.Where(p => p.Seconds > 0))
        {
            phases.Add(
                NameOf(phase.Phase), Text(phase.Seconds / report.Epochs, 3), Text(100 * phase.Seconds / all, 1) + " %",
                phase.ResidentBytes > 0 ? Text(phase.ResidentBytes / 1e6, 0) : "");
        }

        phases.Add("all", Text(report.EpochSeconds, 3), "100 %", Text(report.PeakResidentBytes / 1e6, 0));
        phases.Write(terminal);
        terminal.Output.WriteLine();
        var figures = new TextTable("figure", "value");
        figures.Add("machine", report.Versions.Processor);
        figures.Add("threads", Text(report.Threads, 0));
        figures.Add(
            "software", $"VaeSharp {report.Versions.VaeSharp}, TorchSharp {report.Versions.TorchSharp}, "
            + $"libtorch {report.Versions.LibTorch}, .NET {report.Versions.DotNet}");
        figures.Add("matrix product of libtorch", $"{Text(report.Gemm.LibTorch / Giga, 0)} GFLOP/s");
        if (report.Gemm.Own is { } own)
        {
            figures.Add("matrix product of VaeSharp", $"{Text(own / Giga, 0)} GFLOP/s");
        }

        figures.Add(
            "a step", $"{Text(1e3 * report.StepSeconds.Median, 2)} ms, 10–90 % in {Text(1e3 * report.StepSeconds.Tenth, 2)}–"
            + $"{Text(1e3 * report.StepSeconds.Ninetieth, 2)} ms; {report.Batch} images, {steps} steps an epoch");
        figures.Add("training", $"{Text(report.Images / report.EpochSeconds, 0)} images a second");
        figures.Add(
            "roofline", $"{Text(report.Rate / Giga, 0)} GFLOP/s: {Text(report.RooflineLibTorch, 2)} of libtorch's product"
            + (report.RooflineOwn is { } share ? $", {Text(share, 2)} of VaeSharp's" : ""));
        figures.Add("observers", $"{Text(100 * report.ObserverShare, 1)} % of training");
        figures.Add("sampling", $"{Text(report.Use.Sampled, 0)} images a second");
        figures.Add("encoding", $"{Text(report.Use.Encoded, 0)} images a second");
        figures.Add("evaluation", $"{Text(report.Use.Evaluated, 0)} images a second");
        figures.Write(terminal);
    }

    private static string NameOf(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Batch => "batch gathering",
        TrainingPhase.Update => "optimiser",
        _ => phase.ToString().ToLowerInvariant(),
    };

    private static string Text(double number, int digits) =>
        number.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
