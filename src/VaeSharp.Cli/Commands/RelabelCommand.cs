using System.CommandLine;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae relabel</c>.</summary>
internal static class RelabelCommand
{
    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var pictures = new ImageOptions();
        var seed = SharedOptions.Seed();
        var limit = SharedOptions.Limit();
        var noJudge = new Option<bool>("--no-judge")
        {
            Description = "Leave out the classifier that labels the reconstructions.",
        };
        var own = JudgeTraining.Option();
        var file = SharedOptions.Out("the two pictures, as FILE-right and FILE-wrong");
        var json = SharedOptions.Json();
        var verb = new Verb(
            "relabel", "Reconstruct test images with right and with wrong labels: two pictures, and the change in −ELBO.",
            "vae relabel last", "vae relabel mnist --no-judge --limit 1000")
        {
            seed, limit, noJudge, own, file, json,
        };
        run.AddTo(verb);
        pictures.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            model.DemandLabels();
            string path = OutputFile.Choose(call.GetValue(file), model, "relabel.png", terminal, "pictures", "right", "wrong");
            DatasetSplits images = run.Images(model, call, terminal);
            ImageDataset test = pictures.Of(
                model, call, terminal, () => SharedOptions.Part(images, "test", call.GetValue(limit))).Images;
            ulong from = (ulong)(call.GetValue(seed) ?? 0);
            using JudgeClassifier? judge = call.GetValue(noJudge) ? null : PercentLine.During(
                terminal, "Training the classifier",
                line => Judges.For(images.Train, model.Device, JudgeTraining.Asked(call, own), line), Stages.Images(images.Train.Count));
            RelabellingReport report = PercentLine.During(
                terminal, "Evaluating with right and wrong labels", line => model.Relabel(test, judge, from, line),
                $"{Stages.Images(test.Count)}, twice");
            string[] files = [OutputFile.With(path, "right"), OutputFile.With(path, "wrong")];
            new RelabellingPicture(test, test.Labels, from).Draw(model).Save(files[0]);
            new RelabellingPicture(test, report.WrongLabels, from).Draw(model).Save(files[1]);
            var answer = new RelabelAnswer(model.Name, files, judge?.Accuracy(images.Test), report)
            {
                Judge = judge?.Name,
            };
            RelabelTable.Write(answer, call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }
}
