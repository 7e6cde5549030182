using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae denoise</c>.</summary>
internal static class DenoiseCommand
{
    private const double UsualLevel = 0.5;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var pictures = new ImageOptions();
        var noise = SharedOptions.Among(
            "--noise", "The kind of corruption; 'none', the default for your own pictures, takes them as they are.",
            "gaussian", "salt-and-pepper", "mask", "none");
        var level = SharedOptions.Real(
            "--level", $"σ of Gaussian noise, else the share of corrupted values; default {UsualLevel}.", 0, 2);
        var samples = SharedOptions.Whole(
            "--samples", "Number of samples of z whose decoded images are averaged; without it the posterior mean is decoded.", 1, 1000);
        var seed = SharedOptions.Seed();
        var limit = SharedOptions.Limit();
        var file = SharedOptions.Out("the picture");
        var json = SharedOptions.Json();
        var verb = new Verb(
            "denoise", "Corrupt the test images, denoise them with the model, and compare with a median filter.",
            "vae denoise mnist-denoise --level 0.5", "vae denoise last --noise mask --level 0.4")
        {
            noise, level, samples, seed, limit, file, json,
        };
        run.AddTo(verb);
        pictures.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            ModelImages images = pictures.Of(
                model, call, terminal, () => SharedOptions.Part(run.Images(model, call, terminal), "test", call.GetValue(limit)),
                usual: LabelRequest.Find);
            bool asGiven = pictures.AreOwn(call) && call.GetResult(noise) is null or { Implicit: true };
            var picture = new DenoisingPicture(
                images, asGiven ? null : Kind(call.GetRequiredValue(noise)), call.GetValue(level) ?? UsualLevel)
            {
                Samples = call.GetValue(samples) ?? 0,
                Seed = (ulong)(call.GetValue(seed) ?? 0),
            };
            string path = OutputFile.Choose(call.GetValue(file), model, "denoise.png", terminal);
            picture.Draw(model).Save(path);
            DenoisingReport? report = picture.Noise is not { } kind
                ? null // without the clean images there is nothing to compare with
                : PercentLine.During(terminal, "Denoising", line => model.Denoise(
                    images, kind, picture.Level, picture.Samples, picture.Seed, line), Stages.Images(images.Images.Count));
            Write(model.Name, path, report, call.GetValue(json), terminal);
            if (model.Recipe.Data.Corruption is null)
            {
                terminal.Say(
                    $"{model.Name} was not trained on noisy images; runs of the recipe mnist-denoise, or with data.corruption, are.");
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    private static CorruptionKind? Kind(string word) => word switch
    {
        "none" => null,
        "gaussian" => CorruptionKind.Gaussian,
        "mask" => CorruptionKind.Mask,
        _ => CorruptionKind.SaltAndPepper,
    };

    private static void Write(string run, string picture, DenoisingReport? report, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(new { Run = run, Picture = picture, Report = report });
            return;
        }

        terminal.Output.WriteLine(picture);
        if (report is null)
        {
            return;
        }

        var table = new TextTable("compared with the clean image", ">MSE", ">PSNR, dB");
        Row("noisy image", report.Noisy);
        Row($"median filter {report.MedianSize}×{report.MedianSize}", report.Median);
        Row("model", report.Model);
        table.Write(terminal);
        terminal.Say($"{run}: {report.Images} images; median filter: the better of 3×3 and 5×5.");

        void Row(string name, PixelError error) => table.Add(
            name, error.Mse.ToString("F5", CultureInfo.InvariantCulture),
            error.PsnrDecibels?.ToString("F2", CultureInfo.InvariantCulture) ?? "∞");
    }
}
