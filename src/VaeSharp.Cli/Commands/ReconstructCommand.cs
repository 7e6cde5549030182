using VaeSharp.Cli.Runs;
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
        var pictures = new ImageOptions();
        var count = SharedOptions.Whole("--count", $"Number of images; default {Pairs}.", 1, 1_000);
        var first = SharedOptions.Whole("--first", "Index of the first one; default 0.", 0, int.MaxValue);
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "reconstruct", "Show images beside their reconstructions.",
            "vae reconstruct last", "vae reconstruct mnist --first 100 --count 12", "vae reconstruct cifar10 photo.jpg holiday/")
        {
            count, first, file,
        };
        run.AddTo(verb);
        pictures.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            ModelImages images = pictures.Of(model, call, terminal, () => run.Images(model, call, terminal).Test);
            int from = call.GetValue(first) ?? 0;
            int last = images.Names.Count - 1;
            if (from > last)
            {
                throw new UsageException($"--first is {from}; the last image is {last}.");
            }

            int shown = Math.Min(call.GetValue(count) ?? Pairs, images.Names.Count - from);
            var picture = new ReconstructionPicture(images, [.. Enumerable.Range(from, shown)]);
            string path = OutputFile.Choose(call.GetValue(file), model, "reconstruct.png", terminal);
            picture.Draw(model).Save(path);
            terminal.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }
}
