using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae neighbours</c>.</summary>
internal static class NeighboursCommand
{
    private const int UsualCount = 10;
    private const int MostQueries = 20;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var pictures = new ImageOptions();
        var count = SharedOptions.Whole("--count", $"How many neighbours of each; {UsualCount} unless given.", 1, 50);
        var split = SharedOptions.Among("--split", "Where to look for them.", "train", "validation", "test");
        var limit = SharedOptions.Limit();
        var file = SharedOptions.Out("the picture");
        var json = SharedOptions.Json();
        var verb = new Verb(
            "neighbours", "Show the images whose latents lie nearest to those of your pictures, or of the first test images.",
            "vae neighbours mnist my-seven.png", "vae neighbours last --count 5 --split test")
        {
            count, split, limit, file, json,
        };
        run.AddTo(verb);
        pictures.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            DatasetSplits splits = run.Images(model, call, terminal);
            ModelImages queries = pictures.Of(model, call, terminal, () => splits.Test.Take(MostQueries / 2));
            string path = OutputFile.Choose(call.GetValue(file), model, "neighbours.png", terminal);
            string part = call.GetRequiredValue(split);
            ModelImages among = ModelImages.Of(
                model, SharedOptions.Part(splits, part, call.GetValue(limit)), part == "train" ? "training images" : $"{part} images");
            NeighbourPicture found = PercentLine.Stages(
                terminal, lines => NeighbourPicture.Find(model, queries, among, call.GetValue(count) ?? UsualCount, MostQueries, lines));
            found.Draw(model).Save(path);
            if (call.GetValue(json))
            {
                terminal.WriteJson(new { Run = model.Name, Picture = path, Split = part, found.Rows });
                return ExitCodes.Done;
            }

            terminal.Output.WriteLine(path);
            var table = new TextTable("picture", "neighbour", "class", "?>distance");
            foreach (NeighbourRow row in found.Rows)
            {
                foreach (NeighbourImage near in row.Neighbours)
                {
                    table.Add(row.Name, near.Name, near.Class, near.Distance.ToString("F3", CultureInfo.InvariantCulture));
                }
            }

            table.Write(terminal);
            return ExitCodes.Done;
        });
        return verb;
    }
}
