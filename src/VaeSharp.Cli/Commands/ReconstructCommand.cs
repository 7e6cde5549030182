using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Imaging;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae reconstruct</c>.</summary>
internal static class ReconstructCommand
{
    private const int Pairs = 30;
    private const int Columns = 6;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var count = SharedOptions.Whole("--count", $"How many test images; {Pairs} unless given.", 1, 1_000);
        var first = SharedOptions.Whole("--first", "Number of the first one; 0 unless given.", 0, int.MaxValue);
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "reconstruct", "Show test images beside what the model keeps of them.",
            "vae reconstruct last", "vae reconstruct mnist --first 100 --count 12")
        {
            count, first, file,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedRun trained = run.Open(call, terminal);
            ImageGrid grid = Draw(trained, call.GetValue(first) ?? 0, call.GetValue(count) ?? Pairs);
            string path = OutputFile.Choose(call.GetValue(file), trained, "reconstruct.png");
            grid.Save(path);
            terminal.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static ImageGrid Draw(TrainedRun run, int first, int count)
    {
        ImageDataset test = run.Images().Test;
        if (first >= test.Count)
        {
            throw new UsageException($"--first is {first}; the last test image is {test.Count - 1}.");
        }

        int[] indices = [.. Enumerable.Range(first, Math.Min(count, test.Count - first))];
        ImageBatch batch = run.Batch(test, indices);
        Tensor reconstructions = run.Model.Reconstruct(batch.X, batch.Labels);
        string[] captions = [.. indices.Select(i => test.ClassNames[test.Labels[i]])];
        return new ImageGrid(
            test.Shape, ImageCells.Pairs(batch.X, reconstructions, captions), Math.Min(Columns, indices.Length))
        {
            Title = $"{run.Name}: reconstructions",
            Legend = $"left: test image · right: reconstruction · test images {first} to {indices[^1]}",
        };
    }
}
