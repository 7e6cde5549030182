using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var split = SharedOptions.Split();
        var limit = SharedOptions.Limit();
        var seed = SharedOptions.Seed();
        var samples = SharedOptions.Whole(
            "--samples", "Also estimate −log p(x), by importance sampling with so many samples of z for each image.", 1, 100_000);
        var noPca = new Option<bool>("--no-pca") { Description = "Do not fit probabilistic PCA to compare with." };
        var json = SharedOptions.Json();
        var verb = new Verb(
            "evaluate", "Measure a model on images: −ELBO and its parts, bits per dimension, reconstruction error.",
            "vae evaluate last", "vae evaluate mnist --split validation --json", "vae evaluate mnist --samples 500")
        {
            split, limit, samples, seed, noPca, json,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedRun trained = run.Open(call, terminal);
            DatasetSplits splits = trained.Images();
            string part = call.GetRequiredValue(split);
            ImageDataset images = SharedOptions.Part(splits, part, call.GetValue(limit));
            ulong noise = (ulong)(call.GetValue(seed) ?? 0);
            EvaluationReport report = PercentLine.During(terminal, "Measuring", line => ModelEvaluation.Evaluate(
                trained.Model, images, trained.Recipe, noise, trained.Device, line));
            if (call.GetValue(samples) is { } count)
            {
                report = report with { Likelihood = Estimate(trained, images, count, noise, terminal) };
            }

            // As many numbers as codes are vectors long would not be as much told.
            bool linear = trained.Recipe.Posterior is not VectorQuantizedChoice
                && trained.Model.Shape.Latents < images.Shape.Values;
            bool comparable = linear && trained.Recipe.Data.Binarization == Binarization.None && trained.Model.Measure
                is PixelMeasure.Levels256 or PixelMeasure.UnitInterval or PixelMeasure.RealLine;
            PcaReport? pca = comparable && !call.GetValue(noPca)
                ? Floor(splits.Train, images, (int)trained.Model.Shape.Latents, terminal)
                : null;
            Write(new EvaluationAnswer(trained.Name, part, report, pca), call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static LikelihoodEstimate Estimate(
        TrainedRun trained, ImageDataset images, int samples, ulong seed, Terminal terminal) =>
        trained.Recipe.Objective.IsDeterministic
            ? throw new UsageException(
                $"{trained.Name} has an encoder that gives one point, and no q(z|x) to sample; leave --samples out.")
            : trained.Recipe.Posterior is VectorQuantizedChoice
            ? throw new UsageException(
                $"{trained.Name} is certain of its codes: every sample would be the same, and the estimate −ELBO. Leave --samples out.")
            : trained.Model.Measure == PixelMeasure.None
            ? throw new UsageException(
                $"{trained.Name} is trained by a loss that is no likelihood, so there is none to estimate; leave --samples out.")
            : PercentLine.During(terminal, $"Weighing {samples} samples", line => LikelihoodEstimate.Of(
                trained.Model, images, trained.Recipe, samples, seed, trained.Device, line));

    private static PcaReport Floor(ImageDataset train, ImageDataset images, int dimension, Terminal terminal)
    {
        using ProbabilisticPca pca = PercentLine.During(
            terminal, "Fitting probabilistic PCA", line => ProbabilisticPca.Fit(train, dimension, line));
        return pca.Evaluate(images);
    }

    private static void Write(EvaluationAnswer answer, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(answer);
            return;
        }

        var table = new TextTable($"{answer.Run}, {answer.Split} images", "");
        foreach ((string name, string value) in EvaluationTable.Rows(answer.Model))
        {
            table.Add(name, value);
        }

        table.Write(terminal);
        if (answer.ProbabilisticPca is not { } pca)
        {
            return;
        }

        EvaluationReport model = answer.Model;
        var floor = new TextTable(
            "beside it", ">bits per dimension", ">MSE", ">PSNR, dB");
        floor.Add(answer.Run, Text(model.BitsPerDimension, "F3"), Text(model.ReconstructionMse, "F5"),
            Text(model.ReconstructionPsnrDecibels, "F2"));
        floor.Add($"probabilistic PCA, {pca.Dimension} dimensions", Text(pca.BitsPerDimension, "F3"),
            Text(pca.ReconstructionMse, "F5"), Text(pca.ReconstructionPsnrDecibels, "F2"));
        floor.Write(terminal);
        terminal.Say("Probabilistic PCA is the linear VAE at its exact optimum: the floor to beat.");
    }

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private sealed record EvaluationAnswer(
        string Run, string Split, EvaluationReport Model, PcaReport? ProbabilisticPca);
}
