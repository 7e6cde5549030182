using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae interpolate</c>.</summary>
internal static class InterpolateCommand
{
    private const int LabelRows = 8;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var images = new Option<int[]>("--images")
        {
            Description = "Numbers of two test images; 0 and 1 unless given.",
            HelpName = "A B",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var labels = new Option<string[]>("--labels")
        {
            Description = "Two classes, by number or name: the style stays, the class changes.",
            HelpName = "A B",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var linear = new Option<bool>("--linear") { Description = "Along the straight line only." };
        var spherical = new Option<bool>("--spherical")
        {
            Description = "Along the great arc only, which keeps the norm.",
        };
        var steps = SharedOptions.Whole("--steps", "Images on the way, both ends included; 10 unless given.", 2, 64);
        var seed = SharedOptions.Seed();
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "interpolate",
            "Walk from one test image to another, or from one label to another, through the latent space.",
            "vae interpolate last --images 3 8 --spherical", "vae interpolate mnist --labels 4 9")
        {
            images, labels, linear, spherical, steps, seed, file,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(labels) is [_, ..] && (result.GetResult(images) is not null
                || result.GetValue(linear) || result.GetValue(spherical)))
            {
                result.AddError(
                    "--labels goes without --images, --linear and --spherical: labels mix in one way only.");
            }
        });
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedRun trained = run.Open(call, terminal);
            int count = call.GetValue(steps) ?? 10;
            bool onlyOne = call.GetValue(linear) != call.GetValue(spherical);
            InterpolationPath[] paths = !onlyOne ? [InterpolationPath.Linear, InterpolationPath.Spherical]
                : call.GetValue(linear) ? [InterpolationPath.Linear] : [InterpolationPath.Spherical];
            (string name, ImageGrid grid) = call.GetValue(labels) is [var from, var to]
                ? BetweenLabels(trained, from, to, count, (ulong)(call.GetValue(seed) ?? 0))
                : BetweenImages(trained, call.GetValue(images) is [var a, var b] ? (a, b) : (0, 1), count, paths);
            string path = OutputFile.Choose(call.GetValue(file), trained, name);
            grid.Save(path);
            terminal.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static (string Name, ImageGrid Grid) BetweenImages(
        TrainedRun run, (int From, int To) ends, int steps, InterpolationPath[] paths)
    {
        ImageDataset test = run.Images().Test;
        ImageBatch batch = run.Batch(test, ends.From, ends.To);
        IReadOnlyList<byte[]> originals = ImageCells.Bytes(batch.X);
        var cells = new List<ImageCell>();
        foreach (InterpolationPath path in paths)
        {
            Tensor way = Interpolation.BetweenImages(run.Model, batch.X, batch.Labels, steps, path);
            cells.Add(ImageCell.Of(originals[0], $"image {ends.From}"));
            cells.AddRange(ImageCells.Of(way));
            cells.Add(ImageCell.Of(originals[1], $"image {ends.To}"));
        }

        return ($"interpolate-{ends.From}-{ends.To}.png", new ImageGrid(test.Shape, cells, steps + 2)
        {
            Title = $"{run.Name}: between two test images",
            Legend = "outside: test images · between: decoded latents",
            ColumnHeadings = ["", .. Shares(steps), ""],
            RowHeadings = [.. paths.Select(path => path.ToString().ToLowerInvariant())],
        });
    }

    private static (string Name, ImageGrid Grid) BetweenLabels(
        TrainedRun run, string fromName, string toName, int steps, ulong seed)
    {
        (int from, int to) = (run.Class(fromName)!.Value, run.Class(toName)!.Value);
        using var random = new RandomStream(seed, RandomUse.Sampling, device: run.Device);
        Tensor latents = run.Model.SampleLatents(LabelRows, run.ClassTensor(from, LabelRows), random); // [rows, D]
        var cells = new List<ImageCell>();
        for (int row = 0; row < LabelRows; row++)
        {
            cells.AddRange(ImageCells.Of(Interpolation.BetweenLabels(run.Model, latents[row], from, to, steps)));
        }

        string name = $"interpolate-label-{run.FileNameOf(from)}-{run.FileNameOf(to)}.png";
        return (name, new ImageGrid(run.Model.Shape.Images, cells, steps)
        {
            Title = $"{run.Name}: from {run.ClassNames[from]} to {run.ClassNames[to]}",
            Legend = $"each row: one latent from the prior · seed {seed}",
            ColumnHeadings = Shares(steps),
        });
    }

    private static string[] Shares(int steps) =>
    [
        .. Enumerable.Range(0, steps)
            .Select(i => ((double)i / (steps - 1)).ToString("0.##", CultureInfo.InvariantCulture)),
    ];
}
