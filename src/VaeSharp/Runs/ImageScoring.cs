using System.Globalization;
using System.Text;
using VaeSharp.Evaluation;
using VaeSharp.Export;

namespace VaeSharp.Runs;

/// <summary>What a model says of one image.</summary>
/// <param name="Name">What the image is called.</param>
/// <param name="Class">The label that the model was given or found; absent where it takes none.</param>
/// <param name="TotalNats">Distortion and rate together: −ELBO, where the model has one.</param>
/// <param name="DistortionNats">−log p(x|z), or the cross-entropy in its place.</param>
/// <param name="RateNats">KL(q(z|x) ‖ p(z)); absent where the encoder gives a point.</param>
/// <param name="Percentile">The share of the run's own test images that score at most as much, in percent.</param>
internal sealed record ImageScore(
    string Name, string? Class, double TotalNats, double DistortionNats, double? RateNats, double Percentile);

/// <summary>How strange images are to a trained model, beside its own test images.</summary>
/// <param name="Run">The model's name.</param>
/// <param name="ReferenceImages">Test images that percentiles count.</param>
/// <param name="Seed">Of the noise of z and of binarisation.</param>
/// <param name="Scores">One an image, in the order of the images.</param>
/// <param name="AreaUnderRoc">With known outliers: how well scores tell them from the images, 0.5 for not at all and 1 for always;
/// absent without any.</param>
internal sealed record ImageScoring(string Run, int ReferenceImages, ulong Seed, IReadOnlyList<ImageScore> Scores, double? AreaUnderRoc)
{
    /// <summary>Scores images, and with known outliers also how well the scores tell them apart.</summary>
    /// <param name="run">The model.</param>
    /// <param name="images">As the model takes them.</param>
    /// <param name="reference">The run's own test images, with labels of the same origin.</param>
    /// <param name="outliers">Images that should score higher; null for none.</param>
    /// <param name="seed">Of the noise of z and of binarisation.</param>
    /// <param name="progress">Hears of the stages.</param>
    public static ImageScoring Of(
        TrainedModel run, ModelImages images, ModelImages reference, ModelImages? outliers = null, ulong seed = 0,
        IProgress<StageProgress>? progress = null)
    {
        double[] known = [.. Measured(reference, "Measuring the run's own test images").TotalsNats.Order()];
        ImageScores found = Measured(images, "Measuring");
        double? area = outliers is null
            ? null
            : ImageScores.AreaUnderRoc(found.TotalsNats, Measured(outliers, "Measuring the outliers").TotalsNats);
        ImageScore[] scores =
        [
            .. images.Names.Select((name, i) => new ImageScore(
                name, images.ClassOf(i), found.TotalsNats[i], found.DistortionsNats[i], found.RatesNats?[i],
                ImageScores.Percentile(found.TotalsNats[i], known))),
        ];
        return new ImageScoring(run.Name, known.Length, seed, scores, area);

        ImageScores Measured(ModelImages set, string stage) =>
            ImageScores.Of(run.Model, set.Images, run.Recipe, seed, run.Device, progress.Stage(stage, Stages.Images(set.Images.Count)));
    }

    /// <summary>A table of comma-separated values with a row an image.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("name,label,total_nats,distortion_nats,rate_nats,percentile\n");
        foreach (ImageScore score in Scores)
        {
            text.Append(CsvText.Quoted(score.Name)).Append(',').Append(CsvText.Quoted(score.Class ?? ""))
                .Append(CultureInfo.InvariantCulture, $",{score.TotalNats},{score.DistortionNats},{score.RateNats},{score.Percentile}\n");
        }

        return text.ToString();
    }
}
