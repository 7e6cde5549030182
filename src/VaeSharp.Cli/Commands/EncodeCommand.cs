using System.Globalization;
using System.Text;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Export;
using VaeSharp.Runs;
using VaeSharp.Storage;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae encode</c>.</summary>
internal static class EncodeCommand
{
    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var split = SharedOptions.Split();
        var limit = SharedOptions.Limit();
        var seed = SharedOptions.Seed();
        var file = SharedOptions.Out("the latents; the names of the other files (log variances, labels, table) follow from it");
        var json = SharedOptions.Json();
        var verb = new Verb(
            "encode",
            "Write q(z|x) of every image: means, log variances or codes, and labels as .npy files; means or codes with labels as .csv.",
            "vae encode last", "vae encode mnist --split train --limit 1000 --out latents.npy")
        {
            split, limit, seed, file, json,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call);
            string part = call.GetRequiredValue(split);
            string path = OutputFile.Choose(call.GetValue(file), model, $"{part}.npy", "latents");
            ImageDataset images = SharedOptions.Part(run.Images(model, call, terminal), part, call.GetValue(limit));
            Encodings encodings = PercentLine.During(
                terminal, "Encoding", line => model.Encode(images, (ulong)(call.GetValue(seed) ?? 0), line));
            string[] files = Write(encodings, images, path);
            if (call.GetValue(json))
            {
                terminal.WriteJson(new
                {
                    Run = model.Name,
                    Split = part,
                    Images = encodings.Count,
                    encodings.Dimension,
                    Files = files,
                    encodings.MeanRatesNats,
                });
            }
            else
            {
                Array.ForEach(files, terminal.Output.WriteLine);
                terminal.Say($"{encodings.Count} images, {encodings.Dimension} latent dimensions.");
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    // The names of the files that it has written.
    private static string[] Write(Encodings encodings, ImageDataset images, string path)
    {
        int[] shape = [encodings.Count, encodings.Dimension];
        string variances = OutputFile.With(path, "log-variances");
        string labels = OutputFile.With(path, "labels");
        string table = Path.ChangeExtension(path, ".csv");
        NpyFile.Write(path, encodings.Means, shape);
        NpyFile.Write(labels, encodings.Labels, encodings.Count);
        WriteTable(encodings, images, table);
        if (encodings.Codes is { } numbers)
        {
            string codes = OutputFile.With(path, "codes");
            NpyFile.Write(codes, numbers, encodings.Count, numbers.Length / encodings.Count);
            return [path, codes, labels, table];
        }

        if (encodings.LogVariances is not { } logVariances)
        {
            return [path, labels, table];
        }

        NpyFile.Write(variances, logVariances, shape);
        return [path, variances, labels, table];
    }

    private static void WriteTable(Encodings encodings, ImageDataset images, string path)
    {
        var text = new StringBuilder("index,label,class");
        long[]? codes = encodings.Codes; // of which there are fewer than numbers in their vectors
        int columns = codes is null ? encodings.Dimension : codes.Length / encodings.Count;
        for (int d = 0; d < columns; d++)
        {
            text.Append(CultureInfo.InvariantCulture, $",{(codes is null ? 'z' : 'c')}{d}");
        }

        for (int i = 0; i < encodings.Count; i++)
        {
            byte label = encodings.Labels[i];
            text.Append(CultureInfo.InvariantCulture, $"\n{i},{label},{Quoted(images.ClassNames[label])}");
            for (int d = i * columns; d < (i + 1) * columns; d++)
            {
                text.Append(',').Append(codes is null
                    ? encodings.Means[d].ToString(CultureInfo.InvariantCulture)
                    : codes[d].ToString(CultureInfo.InvariantCulture));
            }
        }

        AtomicFile.WriteText(path, text.Append('\n').ToString());
    }

    // RFC 4180: a folder of pictures may be called anything.
    private static string Quoted(string name) =>
        name.AsSpan().ContainsAny(",\"\r\n") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
