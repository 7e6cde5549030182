using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;
using VaeSharp.Storage;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae score</c>.</summary>
internal static class ScoreCommand
{
    private const int ReferenceImages = 2000;
    private const int Shown = 10;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var pictures = new ImageOptions();
        var outliers = new Option<string?>("--outliers")
        {
            Description = "Pictures that should score higher: how well scores tell them apart is measured (ROC-AUC).",
            HelpName = "FILE|FOLDER",
        };
        var seed = SharedOptions.Seed();
        var limit = SharedOptions.Limit();
        var file = SharedOptions.Out("the table; its pictures get their names from it");
        var json = SharedOptions.Json();
        var verb = new Verb(
            "score", "Tell how strange each picture is to a model: −ELBO, its parts, and the percentile among the run's own test images.",
            "vae score last photos/", "vae score mnist digits/ --outliers letters/ --out scores.csv", "vae score mnist --limit 500 --json")
        {
            outliers, seed, limit, file, json,
        };
        run.AddTo(verb);
        pictures.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            ImageDataset test = run.Images(model, call, terminal).Test;
            ModelImages images = pictures.Of(
                model, call, terminal, () => test.Take(call.GetValue(limit) ?? ReferenceImages), usual: LabelRequest.Find);
            string path = OutputFile.Choose(call.GetValue(file), model, "scores.csv", terminal, "scores", "strangest", "typical");
            // Labels of one origin, so that scores compare.
            LabelRequest request = images.Labels == LabelOrigin.Found ? LabelRequest.Find : LabelRequest.Truth;
            ModelImages reference = PercentLine.During(
                terminal, "Finding labels of the run's own test images",
                line => ModelImages.Of(model, test.Take(ReferenceImages), "test images", request, line));
            ModelImages? strange = call.GetValue(outliers) is { } folder
                ? pictures.Own([folder], model, call, terminal, images.Labels == LabelOrigin.Found ? LabelRequest.Find : null)
                : null;
            ImageScoring scoring = PercentLine.Stages(
                terminal, lines => ImageScoring.Of(model, images, reference, strange, (ulong)(call.GetValue(seed) ?? 0), lines));
            string[] files = [path, OutputFile.Picture(path, "strangest"), OutputFile.Picture(path, "typical")];
            AtomicFile.WriteText(path, scoring.ToCsv());
            var picture = new ScorePicture(images, scoring);
            picture.Draw(model, strangest: true).Save(files[1]);
            picture.Draw(model, strangest: false).Save(files[2]);
            Write(scoring, files, call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static void Write(ImageScoring scoring, string[] files, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(new
            {
                Files = files,
                scoring.Run,
                scoring.ReferenceImages,
                scoring.Seed,
                scoring.AreaUnderRoc,
                scoring.Scores,
            });
            return;
        }

        var table = new TextTable("picture", "?label", ">nats", "?>distortion", "?>rate", ">percentile");
        foreach (ImageScore score in scoring.Scores.OrderByDescending(score => score.TotalNats).Take(Shown))
        {
            table.Add(
                score.Name, score.Class ?? "", Text(score.TotalNats), Text(score.DistortionNats),
                score.RateNats is { } rate ? Text(rate) : "", Text(score.Percentile));
        }

        table.Write(terminal);
        Array.ForEach(files, terminal.Output.WriteLine);
        if (scoring.AreaUnderRoc is { } area)
        {
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ROC-AUC against the outliers: {area:F4}"));
        }

        terminal.Say(
            $"The {Math.Min(Shown, scoring.Scores.Count)} strangest of {scoring.Scores.Count}; percentiles count "
            + $"{scoring.ReferenceImages} test images of the run. Simple pictures can score low without being typical.");
    }

    private static string Text(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
