using System.CommandLine;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Models;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae relabel</c>.</summary>
internal static class RelabelCommand
{
    private const int Pictured = 25;
    private const int Columns = 5;
    private const ulong JudgeSeed = 0;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var seed = SharedOptions.Seed();
        var limit = SharedOptions.Limit();
        var noJudge = new Option<bool>("--no-judge")
        {
            Description = "Train no classifier that says what the reconstructions look like.",
        };
        var file = SharedOptions.Out("the two pictures, as FILE-right and FILE-wrong");
        var json = SharedOptions.Json();
        var verb = new Verb(
            "relabel", "Tell a conditional model wrong labels: two pictures, and what it costs on the test images.",
            "vae relabel last", "vae relabel mnist --no-judge --limit 1000")
        {
            seed, limit, noJudge, file, json,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedRun trained = run.Open(call, terminal);
            if (trained.Model.Shape.Labels == LabelUse.None)
            {
                throw new UsageException(
                    $"{trained.Name} takes no labels (labels in its recipe: none), so there is nothing to relabel. "
                    + "Try a run of the recipe mnist.");
            }

            DatasetSplits images = trained.Images();
            ImageDataset test = SharedOptions.Part(images, "test", call.GetValue(limit));
            ulong from = (ulong)(call.GetValue(seed) ?? 0);
            using JudgeClassifier? judge = call.GetValue(noJudge) ? null : Judge(images.Train, trained, terminal);
            RelabellingReport report = PercentLine.During(
                terminal, "Measuring with right and wrong labels",
                line => Relabelling.Evaluate(trained.Model, test, trained.Recipe, from, judge, trained.Device, line));
            string path = OutputFile.Choose(call.GetValue(file), trained, "relabel.png");
            string[] pictures = [OutputFile.With(path, "right"), OutputFile.With(path, "wrong")];
            Draw(trained, test, test.Labels, from).Save(pictures[0]);
            Draw(trained, test, report.WrongLabels, from).Save(pictures[1]);
            var answer = new RelabelAnswer(trained.Name, pictures, judge?.Accuracy(images.Test), report);
            RelabelTable.Write(answer, call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static JudgeClassifier Judge(ImageDataset train, TrainedRun run, Terminal terminal) => PercentLine.During(
        terminal, "Training the judge",
        line => JudgeClassifier.Train(train, JudgeSeed, device: run.Device, progress: line));

    // The same images in both pictures, so that only the label differs.
    private static ImageGrid Draw(TrainedRun run, ImageDataset test, byte[] given, ulong seed)
    {
        int count = Math.Min(Pictured, test.Count);
        int[] indices = new CounterRandom(seed, stream: 0).Permutation(test.Count)[..count];
        ImageBatch batch = run.Batch(test, indices);
        long[] labels = [.. indices.Select(i => (long)given[i])];
        var told = TorchSharp.torch.tensor(labels, device: run.Device);
        var cells = ImageCells.Pairs(batch.X, run.Model.Reconstruct(batch.X, told)).Zip(indices, (cell, i) => cell with
        {
            Caption = $"actual {test.ClassNames[test.Labels[i]]} · given {test.ClassNames[given[i]]}",
            Emphasised = test.Labels[i] != given[i],
        });
        bool right = ReferenceEquals(given, test.Labels);
        return new ImageGrid(test.Shape, [.. cells], Columns)
        {
            Title = $"{run.Name}: {(right ? "the right labels" : "wrong labels")}",
            Legend = "left: test image · right: reconstruction with the given label",
        };
    }
}
