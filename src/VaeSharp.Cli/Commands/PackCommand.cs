using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae pack</c>.</summary>
internal static class PackCommand
{
    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var folder = new Option<string?>("--out")
        {
            Description = "The folder to create; by default the run's name with '-packed', in the current folder.",
            HelpName = "DIR",
        };
        var seed = SharedOptions.Whole("--seed", "Random seed of the evaluation; default 0.", 0, int.MaxValue);
        var json = SharedOptions.Json();
        var verb = new Verb(
            "pack",
            "Export a run as a compact model: weights in half precision where the loss does not change, SHA-256 digests, a model card.",
            "vae pack last", "vae pack mnist --out models/digits", "vae sample models/digits")
        {
            folder, seed, json,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            if (JudgeTraining.Find(run.Asked(call)) is { } judge)
            {
                run.Prepare(call);
                return JudgePacking.Run(
                    judge, call.GetValue(folder) ?? $"{judge.Name}-packed", run.DeviceOf(call), run.DataDirectoryOf(call),
                    string.Join(' ', WithoutFolder(RunInfo.Read(judge).CommandLine)), call.GetValue(json), terminal);
            }

            using TrainedModel model = run.Open(call, terminal);
            ImageDataset test = run.Images(model, call, terminal).Test;
            string target = call.GetValue(folder) ?? $"{model.Name}-packed";
            PackedModel packed = PercentLine.Stages(
                terminal, lines => PackedModel.Make(
                    model, test, target, (ulong)(call.GetValue(seed) ?? 0),
                    string.Join(' ', WithoutFolder(RunInfo.Read(model.Folder).CommandLine)), lines));
            Write(packed, call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }

    // Where the run lay is of no use to others, and may tell of its maker.
    private static IEnumerable<string> WithoutFolder(IReadOnlyList<string> command)
    {
        for (int i = 0; i < command.Count; i++)
        {
            if (command[i] == "--run")
            {
                i++;
            }
            else if (!command[i].StartsWith("--run=", StringComparison.Ordinal))
            {
                yield return command[i];
            }
        }
    }

    private static void Write(PackedModel packed, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(packed);
            return;
        }

        string precision = packed.HalfPrecision ? "half precision" : "single precision";
        terminal.Answer(string.Create(
            CultureInfo.InvariantCulture,
            $"{packed.Folder}: {packed.Bytes / 1e6:F2} MB of weights in {precision}"));
        terminal.Answer(string.Create(
            CultureInfo.InvariantCulture, $"{packed.CostNats:+0.0000;−0.0000} nats on the test images"));
    }
}
