using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae denoise</c>.</summary>
internal static class DenoiseCommand
{
    private const int Pictured = 10;
    private const double UsualLevel = 0.5;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var noise = SharedOptions.Among("--noise", "What spoils the images.", "gaussian", "salt-and-pepper", "mask");
        var level = SharedOptions.Real(
            "--level", $"σ of Gaussian noise, else the share of spoilt values; {UsualLevel} unless given.", 0, 2);
        var samples = SharedOptions.Whole(
            "--samples", "Average so many decoded samples of z; the posterior's mean unless given.", 1, 1000);
        var seed = SharedOptions.Seed();
        var limit = SharedOptions.Limit();
        var file = SharedOptions.Out("the picture");
        var json = SharedOptions.Json();
        var verb = new Verb(
            "denoise", "Spoil the test images, let the model mend them, and compare with a median filter.",
            "vae denoise mnist-denoise --level 0.5", "vae denoise last --noise mask --level 0.4")
        {
            noise, level, samples, seed, limit, file, json,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedRun trained = run.Open(call, terminal);
            if (trained.Recipe.Objective.IsDeterministic && call.GetValue(samples) is not null)
            {
                throw new UsageException(
                    $"{trained.Name} has an encoder that gives one point, and no q(z|x) to sample; leave --samples out.");
            }

            var how = new Spoiling(
                Kind(call.GetRequiredValue(noise)), call.GetValue(level) ?? UsualLevel, call.GetValue(samples) ?? 0,
                (ulong)(call.GetValue(seed) ?? 0));
            ImageDataset test = SharedOptions.Part(trained.Images(), "test", call.GetValue(limit));
            string path = OutputFile.Choose(call.GetValue(file), trained, "denoise.png");
            Draw(trained, test, how).Save(path);
            DenoisingReport report = PercentLine.During(terminal, "Mending the test images", line => Denoising.Evaluate(
                trained.Model, test, how.Kind, how.Level, how.Seed, how.Samples, trained.Device, line));
            Write(trained.Name, path, report, call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static CorruptionKind Kind(string word) => word switch
    {
        "gaussian" => CorruptionKind.Gaussian,
        "mask" => CorruptionKind.Mask,
        _ => CorruptionKind.SaltAndPepper,
    };

    private static ImageGrid Draw(TrainedRun run, ImageDataset test, Spoiling how)
    {
        int count = Math.Min(Pictured, test.Count);
        ImageBatch clean = run.Batch(test, [.. Enumerable.Range(0, count)]);
        using var random = new RandomStream(how.Seed, RandomUse.Evaluation, device: run.Device);
        Tensor level = tensor(how.Level, ScalarType.Float32, run.Device);
        Tensor noisy = NoiseModel.Corrupt(clean.X, how.Kind, level, random);
        Tensor mended = Denoising.Restore(run.Model, noisy, clean.Labels, how.Samples, random);
        Tensor rows = cat([clean.X, noisy, MedianFilter.Apply(noisy, 3), mended]); // [4 · count, C, H, W]
        return new ImageGrid(test.Shape, ImageCells.Of(rows), count)
        {
            Title = $"{run.Name}: {how.InWords}",
            RowHeadings = ["clean", "noisy", "median 3×3", "model"],
        };
    }

    private static void Write(string run, string picture, DenoisingReport report, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(new { Run = run, Picture = picture, Report = report });
            return;
        }

        terminal.Output.WriteLine(picture);
        var table = new TextTable("compared with the clean image", ">MSE", ">PSNR, dB");
        Row("noisy image", report.Noisy);
        Row($"median filter {report.MedianSize}×{report.MedianSize}", report.Median);
        Row("model", report.Model);
        table.Write(terminal);
        terminal.Say($"{run}: {report.Images} test images; the median filter is the better of 3×3 and 5×5.");

        void Row(string name, PixelError error) => table.Add(
            name, error.Mse.ToString("F5", CultureInfo.InvariantCulture),
            error.PsnrDecibels?.ToString("F2", CultureInfo.InvariantCulture) ?? "∞");
    }

    private sealed record Spoiling(CorruptionKind Kind, double Level, int Samples, ulong Seed)
    {
        public string InWords => Kind switch
        {
            CorruptionKind.Gaussian => $"Gaussian noise, σ = {Text(Level)}",
            CorruptionKind.Mask => $"{Text(100 * Level)} % of the values masked",
            _ => $"salt and pepper on {Text(100 * Level)} % of the values",
        };

        private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
    }
}
