using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using static TorchSharp.torch;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae manifold</c>.</summary>
internal static class ManifoldCommand
{
    private const int Scale = 2;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var side = SharedOptions.Whole("--side", "Images in a row and in a column; 20 unless given.", 2, 64);
        var label = SharedOptions.Label("The class that a conditional model draws; the first unless given.");
        var limit = SharedOptions.Limit();
        var file = SharedOptions.Out("the pictures, as FILE and FILE-latents");
        var verb = new Verb(
            "manifold", "Draw the whole latent plane of a model with two latents, and where the test images lie in it.",
            "vae manifold mnist-2d", "vae manifold mnist-2d --side 30 --out plane.png")
        {
            side, label, limit, file,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedRun trained = run.Open(call, terminal);
            trained.RefuseCodes("no plane to draw; try 'vae sample'");
            if (trained.Model.Shape.Latents != 2)
            {
                throw new UsageException(
                    $"{trained.Name} has {trained.Model.Shape.Latents} latent dimensions; a manifold is drawn for 2. "
                    + "Use a run of the recipe mnist-2d, or 'vae traverse' for this one.");
            }

            string path = OutputFile.Choose(call.GetValue(file), trained, "manifold.png");
            Mosaic(trained, call.GetValue(side) ?? 20, trained.Class(call.GetValue(label))).Save(path);
            terminal.Output.WriteLine(path);
            string latents = OutputFile.With(path, "latents");
            ImageDataset test = SharedOptions.Part(trained.Images(), "test", call.GetValue(limit));
            Scatter(trained, test, terminal).Save(latents);
            terminal.Output.WriteLine(latents);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static ImageMosaic Mosaic(TrainedRun run, int side, int? label)
    {
        int? told = run.Model.Shape.DecoderSeesLabels ? label ?? 0 : null;
        Tensor images = LatentGrid.Manifold(run.Model, side, told).flatten(0, 1); // [side², C, H, W]
        return new ImageMosaic(run.Model.Shape.Images, ImageCells.Bytes(images), side, Scale);
    }

    private static ScatterPlot Scatter(TrainedRun run, ImageDataset test, Terminal terminal)
    {
        Encodings encodings = PercentLine.During(
            terminal, "Encoding the test images",
            line => Encodings.Of(run.Model, test, run.Recipe, seed: 0, run.Device, line));
        float[] means = encodings.Means;
        return new ScatterPlot(
            [.. Enumerable.Range(0, encodings.Count).Select(i => (means[2 * i], means[(2 * i) + 1]))],
            [.. encodings.Labels.Select(label => (int)label)],
            test.ClassNames)
        {
            Title = $"{run.Name}: posterior means of {encodings.Count} test images",
        };
    }
}
