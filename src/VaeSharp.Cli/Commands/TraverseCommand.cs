using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae traverse</c>.</summary>
internal static class TraverseCommand
{
    // Enough for the order of the dimensions' rates.
    private const int RatedImages = 2000;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var dimensions = SharedOptions.Whole(
            "--dimensions", "How many latent dimensions, the most informative first; 10 unless given.", 1, 128);
        var steps = SharedOptions.Whole("--steps", "Images in a row; 11 unless given.", 2, 64);
        var reach = SharedOptions.Real(
            "--reach", "How far each way, in standard deviations of the prior; 3 unless given.", 0.1, 20);
        var image = SharedOptions.Whole(
            "--image", "Number of a test image to start from; the prior's middle unless given.", 0, int.MaxValue);
        var label = SharedOptions.Label("The class that a conditional model draws; that of the image, or the first.");
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "traverse", "Move one latent dimension at a time and watch what it does.",
            "vae traverse last", "vae traverse mnist --image 3 --dimensions 6")
        {
            dimensions, steps, reach, image, label, file,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedRun trained = run.Open(call, terminal);
            trained.RefuseCodes("no dimension to move along; try 'vae interpolate'");
            var sweep = new Sweep(
                call.GetValue(dimensions) ?? 10, call.GetValue(steps) ?? 11, call.GetValue(reach) ?? 3);
            ImageGrid grid = Draw(trained, sweep, call.GetValue(image), trained.Class(call.GetValue(label)), terminal);
            string path = OutputFile.Choose(call.GetValue(file), trained, "traverse.png");
            grid.Save(path);
            terminal.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static ImageGrid Draw(TrainedRun run, Sweep sweep, int? image, int? label, Terminal terminal)
    {
        ImageDataset test = run.Images().Test;
        Tensor z = run.Model.Shape.MiddleLatent(run.Device); // [D]
        int shown = label ?? 0;
        if (image is { } number)
        {
            ImageBatch batch = run.Batch(test, number);
            z = run.Model.Encode(batch.X, batch.Labels).Mean[0];
            shown = label ?? test.Labels[number];
        }

        Encodings encodings = PercentLine.During(
            terminal, "Finding the most informative dimensions",
            line => Encodings.Of(run.Model, test.Take(RatedImages), run.Recipe, seed: 0, run.Device, line));
        int[] rows = [.. encodings.DimensionsByRate().Take(sweep.Dimensions)];
        int? told = run.Model.Shape.DecoderSeesLabels ? shown : null;
        Tensor images = LatentGrid.Traverse(run.Model, z, told, rows, sweep.Steps, sweep.Reach).flatten(0, 1);
        string start = image is { } start0 ? $"around test image {start0}" : "around the prior's middle";
        string of = told is { } one ? $" · class {run.ClassNames[one]}" : "";
        return new ImageGrid(test.Shape, ImageCells.Of(images), sweep.Steps)
        {
            Title = $"{run.Name}: latent dimensions",
            Legend = $"{start}{of} · rows: mean rate of the dimension · columns: standard deviations of the prior",
            RowHeadings = [.. rows.Select(d => RowHeading(d, encodings.MeanRatesNats[d]))],
            ColumnHeadings = [.. Enumerable.Range(0, sweep.Steps).Select(sweep.At)],
        };
    }

    private static string RowHeading(int dimension, double rate) =>
        string.Create(CultureInfo.InvariantCulture, $"z{dimension}, {rate:F2} nats");

    private sealed record Sweep(int Dimensions, int Steps, double Reach)
    {
        public string At(int step)
        {
            double place = -Reach + (2 * Reach * step / (Steps - 1));
            return place.ToString("0.#;−0.#", CultureInfo.InvariantCulture);
        }
    }
}
