using System.CommandLine;
using VaeSharp.Cli.Runs;
using VaeSharp.Evaluation;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae encode</c>.</summary>
internal static class EncodeCommand
{
    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var pictures = new ImageOptions();
        var split = SharedOptions.Split();
        var limit = SharedOptions.Limit();
        var seed = SharedOptions.Seed();
        var csv = new Option<bool>("--csv") { Description = "Write the CSV table also where it has more than 10 MB." };
        var file = SharedOptions.Out("the posterior means; all other files get their names from it");
        var json = SharedOptions.Json();
        var verb = new Verb(
            "encode",
            "Write q(z|x) of every image: means, log variances or codes, and labels as .npy; all with names as .parquet and .csv.",
            "vae encode last", "vae encode mnist --split train --limit 1000 --out latents.npy", "vae encode cifar10 photos/")
        {
            split, limit, seed, csv, file, json,
        };
        run.AddTo(verb);
        pictures.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            string part = pictures.AreOwn(call) ? "pictures" : call.GetRequiredValue(split);
            string path = OutputFile.Choose(call.GetValue(file), model, $"{part}.npy", terminal, "latents");
            ModelImages images = pictures.Of(
                model, call, terminal, () => SharedOptions.Part(run.Images(model, call, terminal), part, call.GetValue(limit)),
                $"{part} images");
            Encodings encodings = PercentLine.During(
                terminal, "Encoding", line => model.Encode(images.Images, (ulong)(call.GetValue(seed) ?? 0), line),
                Stages.Images(images.Images.Count));
            LatentFiles written = LatentFiles.Write(images, encodings, path, call.GetValue(csv) ? true : null);
            if (call.GetValue(json))
            {
                terminal.WriteJson(new
                {
                    Run = model.Name,
                    Split = part,
                    Images = encodings.Count,
                    encodings.Dimension,
                    written.Files,
                    encodings.MeanRatesNats,
                });
                return ExitCodes.Done;
            }

            foreach (string name in written.Files)
            {
                terminal.Output.WriteLine(name);
            }

            terminal.Say($"{encodings.Count} images, {encodings.Dimension} latent dimensions.");
            if (written.CsvBytesLeftOut is { } bytes)
            {
                terminal.Say($"No CSV table: it would have about {bytes / 1_000_000} MB (--csv writes it).");
            }

            return ExitCodes.Done;
        });
        return verb;
    }
}
