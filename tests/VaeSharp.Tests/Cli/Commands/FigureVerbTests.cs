using System.Globalization;
using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Export;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

public sealed class FigureVerbTests
{
    [Fact]
    public void Evaluate_reports_what_the_library_measures()
    {
        using var run = new TinyRun();
        using VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;
        EvaluationReport expected = ModelEvaluation.Evaluate(model, run.Images().Test, run.Recipe, seed: 4);

        JsonElement answer = Json(run.Vae("evaluate", "--seed", "4", "--json"));

        JsonElement found = answer.GetProperty("model");
        Assert.Equal(expected.BitsPerDimension, found.GetProperty("bitsPerDimension").GetDouble());
        Assert.Equal(
            expected.Bound.NegativeElboNats, found.GetProperty("bound").GetProperty("negativeElboNats").GetDouble());
        Assert.Equal(40, found.GetProperty("bound").GetProperty("images").GetInt32());
    }

    [Fact]
    public void Evaluate_of_a_conditional_model_tells_how_often_samples_show_the_given_label()
    {
        using var run = new TinyRun();

        JsonElement found = Json(run.Vae("evaluate", "--json")).GetProperty("model").GetProperty("samples");
        string table = run.Vae("evaluate").Output;

        Assert.Equal(1000, found.GetProperty("samples").GetInt32());
        string share = (100 * found.GetProperty("share").GetDouble()).ToString("F1", CultureInfo.InvariantCulture);
        Assert.Contains($"{share} ± ", table, StringComparison.Ordinal);
        Assert.DoesNotContain("samples of the given label", run.Vae("evaluate", "--no-judge").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_puts_the_linear_model_of_the_same_dimension_beside_it()
    {
        using var run = new TinyRun();
        DatasetSplits images = run.Images();
        using ProbabilisticPca pca = ProbabilisticPca.Fit(images.Train, dimension: 3);
        PcaReport expected = pca.Evaluate(images.Test.Take(7));

        JsonElement found = Json(run.Vae("evaluate", "--limit", "7", "--json")).GetProperty("probabilisticPca");

        Assert.Equal(expected.BitsPerDimension, found.GetProperty("bitsPerDimension").GetDouble(), 1e-9);
        Assert.Equal(50, found.GetProperty("trainImages").GetInt32());
    }

    [Fact]
    public void Samples_add_the_estimate_that_the_library_makes()
    {
        using var run = new TinyRun();
        using VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;
        LikelihoodEstimate expected = LikelihoodEstimate.Of(model, run.Images().Test, run.Recipe, samples: 6, seed: 4);

        JsonElement answer = Json(run.Vae("evaluate", "--samples", "6", "--seed", "4", "--no-pca", "--json"));

        JsonElement found = answer.GetProperty("model").GetProperty("likelihood");
        Assert.Equal(expected, found.Deserialize<LikelihoodEstimate>(ReportJson.Options));
    }

    [Theory]
    [InlineData(LabelUse.None, "−log p(x), estimate")]
    [InlineData(LabelUse.Both, "−log p(x|y), estimate")]
    public void The_estimate_has_a_row_that_says_of_what_it_is(LabelUse labels, string name)
    {
        using var run = new TinyRun(labels);
        using VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;
        LikelihoodEstimate expected = LikelihoodEstimate.Of(model, run.Images().Test, run.Recipe, samples: 6, seed: 0);
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{expected.NegativeLogLikelihoodNats:F2} ± {expected.StandardErrorNats:F2} nats per image");

        Call call = run.Vae("evaluate", "--samples", "6", "--no-pca");

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        string row = call.Output.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal));
        Assert.Contains(figures, row, StringComparison.Ordinal);
        Assert.Contains("6 samples", row, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_no_likelihood_is_not_compared_with_one()
    {
        using var run = new TinyRun(likelihood: new GreyCrossEntropyOptions());

        Call call = run.Vae("evaluate");

        Assert.Contains("no likelihood", call.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ELBO", call.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PCA", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Relabel_leaves_two_pictures_and_both_sides_figures()
    {
        using var run = new TinyRun();

        JsonElement answer = Json(run.Vae("relabel", "--json"));

        Assert.Equal(
            ["relabel-right.png", "relabel-wrong.png"],
            answer.GetProperty("pictures").EnumerateArray().Select(path => Path.GetFileName(path.GetString())));
        JsonElement report = answer.GetProperty("report");
        double right = Loss(report.GetProperty("right"));
        double wrong = Loss(report.GetProperty("wrong"));
        Assert.Equal(wrong - right, report.GetProperty("lossGapNats").GetDouble(), 1e-9);
        Assert.InRange(report.GetProperty("wrong").GetProperty("judgedGiven").GetDouble(), 0, 1);

        static double Loss(JsonElement figures) =>
            figures.GetProperty("bound").GetProperty("negativeElboNats").GetDouble();
    }

    [Theory]
    [InlineData("gaussian", CorruptionKind.Gaussian)]
    [InlineData("salt-and-pepper", CorruptionKind.SaltAndPepper)]
    [InlineData("mask", CorruptionKind.Mask)]
    public void Denoise_reports_what_the_library_measures(string word, CorruptionKind kind)
    {
        using var run = new TinyRun();
        using VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;
        DenoisingReport expected = Denoising.Evaluate(model, run.Images().Test, kind, level: 0.3, seed: 0, findLabelsBy: run.Recipe);

        JsonElement answer = Json(run.Vae("denoise", "--noise", word, "--level", "0.3", "--json"));

        JsonElement report = answer.GetProperty("report");
        Assert.Equal(word, report.GetProperty("kind").GetString());
        Assert.Equal(expected.Noisy.Mse, report.GetProperty("noisy").GetProperty("mse").GetDouble());
        Assert.Equal(expected.Median.Mse, report.GetProperty("median").GetProperty("mse").GetDouble());
        Assert.Equal(expected.Model.Mse, report.GetProperty("model").GetProperty("mse").GetDouble());
    }

    [Fact]
    public void Encode_writes_the_posterior_means_as_an_array_and_as_a_table()
    {
        using var run = new TinyRun();
        using VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;
        Encodings expected = Encodings.Of(model, run.Images().Test, run.Recipe, seed: 0);

        Call call = run.Vae("encode");

        string[] files = call.Output.Trim().Split('\n');
        Assert.Equal(
            ["test.npy", "test-log-variances.npy", "test-labels.npy", "test.parquet", "test.csv"], files.Select(Path.GetFileName));
        (float[] means, int[] shape) = NpyFile.ReadSingle(files[0]);
        Assert.Equal([40, 3], shape);
        Assert.Equal(expected.Means, means);
        string[] lines = File.ReadAllLines(files[^1]);
        Assert.Equal("name,label,class,z0,z1,z2", lines[0]);
        Assert.StartsWith("4,1,", lines[5], StringComparison.Ordinal);
        Assert.Equal(expected.Means[14], float.Parse(lines[5].Split(',')[5], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Summary_counts_the_parameters_of_a_run_or_recipe()
    {
        using var run = new TinyRun();
        using VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;

        JsonElement answer = Json(Call.Of("summary", run.Location, "--json"));

        Assert.Equal(model.parameters().Sum(p => p.numel()), answer.GetProperty("parameters").GetInt64());
        Assert.Equal(answer.GetProperty("parameters").GetInt64(), Sum("parameters"));
        Assert.Equal(answer.GetProperty("multiplyAdds").GetInt64(), Sum("multiplyAdds"));
        Assert.Equal(1_644_848, Json(Call.Of("summary", "mnist", "--json")).GetProperty("parameters").GetInt64());

        long Sum(string figure) => answer.GetProperty("layers").EnumerateArray()
            .Sum(layer => layer.GetProperty(figure).GetInt64());
    }

    private static JsonElement Json(Call call)
    {
        Assert.True(call.Code == ExitCodes.Done, call.Error);
        return JsonDocument.Parse(call.Output).RootElement;
    }
}
