using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae reconstruct</c>.</summary>
internal static class ReconstructCommand
{
    private const int Pairs = 30;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var count = SharedOptions.Whole("--count", $"Number of test images; default {Pairs}.", 1, 1_000);
        var first = SharedOptions.Whole("--first", "Index of the first one; default 0.", 0, int.MaxValue);
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "reconstruct", "Show test images beside their reconstructions.",
            "vae reconstruct last", "vae reconstruct mnist --first 100 --count 12")
        {
            count, first, file,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call);
            ImageDataset test = run.Images(model, call, terminal).Test;
            int from = call.GetValue(first) ?? 0;
            if (from >= test.Count)
            {
                throw new UsageException($"--first is {from}; the last test image is {test.Count - 1}.");
            }

            int shown = Math.Min(call.GetValue(count) ?? Pairs, test.Count - from);
            var picture = new ReconstructionPicture(test, [.. Enumerable.Range(from, shown)]);
            string path = OutputFile.Choose(call.GetValue(file), model, "reconstruct.png");
            picture.Draw(model).Save(path);
            terminal.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }
}
