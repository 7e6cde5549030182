using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Evaluation.Quality;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var pictures = new ImageOptions();
        var split = SharedOptions.Split();
        var limit = SharedOptions.Limit();
        var seed = SharedOptions.Seed();
        var samples = SharedOptions.Whole(
            "--samples", "Also estimate −log p(x) by importance sampling with this many samples of z per image.", 1, 100_000);
        var noPca = new Option<bool>("--no-pca") { Description = "Leave out the comparison with probabilistic PCA." };
        var noJudge = new Option<bool>("--no-judge")
        {
            Description = "Leave out the classifier that tells how often samples show the label that they were generated for.",
        };
        var classifier = JudgeTraining.Option();
        var quality = new QualityOptions();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "evaluate", "Evaluate a model: −ELBO, distortion and rate, bits per dimension, reconstruction error.",
            "vae evaluate last", "vae evaluate mnist --split validation --json", "vae evaluate mnist --samples 500",
            "vae evaluate cifar10 photos/", "vae evaluate mnist --quality")
        {
            split, limit, samples, seed, noPca, noJudge, classifier, json,
        };
        quality.AddTo(verb);
        run.AddTo(verb);
        pictures.AddTo(verb);
        verb.SetAction(call =>
        {
            bool isQuality = quality.IsAsked(call);
            using TrainedModel trained = run.Open(call, terminal);
            bool own = pictures.AreOwn(call);
            if (own && isQuality)
            {
                throw new UsageException("--quality compares samples with training images; leave your own pictures out.");
            }

            string part = own ? "pictures" : call.GetRequiredValue(split);
            DatasetSplits? splits = own ? null : run.Images(trained, call, terminal);
            ImageDataset images = pictures.Of(
                trained, call, terminal, () => SharedOptions.Part(splits!, part, call.GetValue(limit)), $"{part} images").Images;
            ulong noise = (ulong)(call.GetValue(seed) ?? 0);
            EvaluationReport report = PercentLine.During(
                terminal, "Measuring", line => trained.Evaluate(images, noise, line), Stages.Images(images.Count));
            if (splits is not null && !call.GetValue(noJudge))
            {
                report = report with
                {
                    Samples = PercentLine.Stages(terminal, lines => SampleJudging.Of(
                        trained, splits, noise, lines, JudgeTraining.Asked(call, classifier))),
                };
            }

            if (call.GetValue(samples) is { } count)
            {
                report = report with
                {
                    Likelihood = PercentLine.During(
                        terminal, "Importance sampling", line => trained.EstimateLikelihood(images, count, noise, line),
                        $"{Stages.Images(images.Count)} × {count} samples"),
                };
            }

            PcaReport? pca = call.GetValue(noPca) || splits is null ? null : PercentLine.During(
                terminal, "Fitting probabilistic PCA", line => trained.EvaluatePca(splits.Train, images, line),
                Stages.Images(splits.Train.Count));
            var answer = new EvaluationAnswer(trained.Name, part, report, pca);
            if (isQuality && splits is not null)
            {
                (QualityReport measured, string picture) = quality.Measure(
                    call, trained, splits, JudgeTraining.Asked(call, classifier), noise, terminal);
                answer = answer with { Quality = measured, Picture = picture };
            }

            Write(answer, call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static void Write(EvaluationAnswer answer, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(answer);
            return;
        }

        var table = new TextTable($"{answer.Run}, {(answer.Split == "pictures" ? "your pictures" : $"{answer.Split} images")}", "");
        foreach (EvaluationRow row in EvaluationRows.Of(answer.Model))
        {
            table.Add(row.Name, row.Value);
        }

        table.Write(terminal);
        if (answer is { Quality: { } quality, Picture: { } picture })
        {
            QualityTable.Write(quality, picture, terminal);
        }

        if (answer.ProbabilisticPca is not { } pca)
        {
            return;
        }

        EvaluationReport model = answer.Model;
        var floor = new TextTable(
            "baseline", ">bits per dimension", ">MSE", ">PSNR, dB");
        floor.Add(answer.Run, Text(model.BitsPerDimension, "F3"), Text(model.ReconstructionMse, "F5"),
            Text(model.ReconstructionPsnrDecibels, "F2"));
        floor.Add($"probabilistic PCA, {pca.Dimension} dimensions", Text(pca.BitsPerDimension, "F3"),
            Text(pca.ReconstructionMse, "F5"), Text(pca.ReconstructionPsnrDecibels, "F2"));
        floor.Write(terminal);
        terminal.Say("Probabilistic PCA is the linear VAE at its exact optimum: the baseline.");
    }

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private sealed record EvaluationAnswer(
        string Run, string Split, EvaluationReport Model, PcaReport? ProbabilisticPca)
    {
        public QualityReport? Quality { get; init; }

        public string? Picture { get; init; }
    }
}
