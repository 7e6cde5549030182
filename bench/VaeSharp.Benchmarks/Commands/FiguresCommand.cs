using System.CommandLine;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Runs;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>All figures of models that the documents name, measured by this build: one page that nobody writes by hand.</summary>
internal static class FiguresCommand
{
    internal static Command Create()
    {
        var runs = new Argument<string[]>("runs")
        {
            Description = "Folders of trained models; those in models/ unless given.",
            DefaultValueFactory = _ => [.. RunDirectory.All("models").Select(run => run.Shown)],
        };
        var samples = new Option<int>("--samples") { Description = "Also −log p(x) with so many samples of z; 0 for none." };
        Option<int> threads = Options.Threads();
        Option<string> output = Options.Out();
        var command = new Command("figures", "The figures of trained models on the test images, measured by this build.")
        {
            runs, samples, threads, output,
        };
        command.SetAction(call =>
        {
            Machine.Prepare(call.GetValue(threads));
            List<Figure> figures = [];
            foreach (string run in call.GetRequiredValue(runs))
            {
                Report.Progress($"{run}");
                using TrainedModel model = TrainedModel.Open(run);
                figures.AddRange(Of(model, call.GetValue(samples)));
            }

            Write(figures, call.GetValue(threads), call.GetRequiredValue(output));
        });
        return command;
    }

    private static IEnumerable<Figure> Of(TrainedModel model, int samples)
    {
        DatasetSplits images = model.Images();
        EvaluationReport report = model.Evaluate(images.Test);
        bool likelihood = samples > 0 && report.Bound.NegativeElboNats is not null && model.Recipe.Posterior.CodebookSize == 0;
        if (likelihood)
        {
            report = report with { Likelihood = model.EstimateLikelihood(images.Test, samples) };
        }

        foreach (EvaluationRow row in EvaluationRows.Of(report))
        {
            yield return new(model.Name, $"vae evaluate{(likelihood ? $" --samples {samples}" : "")}", row.Name.Trim(), row.Value);
        }

        if (model.EvaluatePca(images.Train, images.Test) is { } linear)
        {
            yield return new(model.Name, "vae evaluate", $"probabilistic PCA, {linear.Dimension} dimensions", Text(linear));
            using var full = ProbabilisticPca.Fit(images.Train, images.Train.Shape.Values - 1);
            yield return new(model.Name, "bench figures", "Gaussian with full covariance", Text(full.Evaluate(images.Test)));
        }

        if (model.Model.Shape.Labels != LabelUse.None)
        {
            using JudgeClassifier judge = Judges.For(images.Train, model.Device);
            RelabellingReport relabelled = model.Relabel(images.Test, judge);
            yield return new(model.Name, "vae relabel", "accuracy of the classifier", Percent(judge.Accuracy(images.Test)));
            foreach ((string labels, LabelFigures found) in ((string, LabelFigures)[])[("right", relabelled.Right), ("wrong", relabelled.Wrong)])
            {
                yield return new(
                    model.Name, "vae relabel", $"with {labels} labels",
                    Report.Invariant($"{LossNames.Of(found.Bound)} {found.Bound.CriterionNats:F2} nats, MSE {found.Reconstruction.Mse:F4}, ")
                    + $"classified as the image's class {Percent(found.JudgedActual)}, as the label {Percent(found.JudgedGiven)}");
            }
        }
    }

    private static string Text(PcaReport linear) => Report.Invariant(
        $"{linear.BitsPerDimension:F3} bits/dim, MSE {linear.ReconstructionMse:F5}, PSNR {linear.ReconstructionPsnrDecibels:F2} dB");

    private static string Percent(double? share) => Report.Invariant($"{100 * share:F1} %");

    private static void Write(List<Figure> figures, int threads, string folder)
    {
        var report = new Report("figures", "Figures of the trained models");
        report.Say(RunVersions.Here(), threads);
        report.Say($"Written by `bench figures`, seed 0, on the test images. The cards in models/ say how each model was trained.");
        report.Table(["model", "figure", "value", "by"], figures.Select(f => (string[])[f.Model, f.Name, f.Value, f.By]));
        report.Write(folder, figures);
    }

    private sealed record Figure(string Model, string By, string Name, string Value);
}
