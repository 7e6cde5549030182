using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>How well a model explains each image of a data set, in its order: the more nats, the stranger the image.</summary>
/// <remarks>Simple images can cost less than those that a model was trained on: a low score is no proof that an image is one of its
/// kind. Source: Nalisnick et al. 2019, section 3.</remarks>
/// <param name="DistortionsNats">−log p(x|z), or the cross-entropy in its place; one a image.</param>
/// <param name="RatesNats">KL(q(z|x) ‖ p(z)); null where the encoder gives a point.</param>
internal sealed record ImageScores(IReadOnlyList<double> DistortionsNats, IReadOnlyList<double>? RatesNats)
{
    /// <summary>Distortion and rate together, −ELBO where there is one; one a image.</summary>
    public IReadOnlyList<double> TotalsNats { get; } =
        RatesNats is null ? DistortionsNats : [.. DistortionsNats.Zip(RatesNats, (distortion, rate) => distortion + rate)];

    /// <summary>Measures each image. Equal arguments give equal figures, bit for bit.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="images">At least one image of the model's shape, with the labels that the model is given.</param>
    /// <param name="recipe">Says how images are binarised, and whether there is a rate.</param>
    /// <param name="seed">Of the noise of z and of binarisation.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    public static ImageScores Of(
        VariationalAutoencoder model, ImageDataset images, Recipe recipe, ulong seed, Device? device = null,
        IProgress<double>? progress = null)
    {
        var bound = new BoundSums(images.Count, recipe, model.Classifier);
        EvaluationPass.Run(model, images, recipe.Data.Binarization, seed, device, progress, batch => bound.Add(model, batch));
        return new ImageScores(bound.DistortionsNats, recipe.Objective.IsDeterministic ? null : bound.RatesNats);
    }

    /// <summary>The share of <paramref name="reference"/> that scores at most as much as <paramref name="score"/>, in percent.</summary>
    /// <param name="score">Nats.</param>
    /// <param name="reference">Scores of other images, ascending; at least one.</param>
    public static double Percentile(double score, double[] reference)
    {
        return 100.0 * AtMost(reference, score) / reference.Length;
    }

    /// <summary>The area under the receiver operating characteristic of scores that should be higher for
    /// <paramref name="strange"/> images: the chance that one of them scores above one of the others, ties counting half.</summary>
    /// <remarks>Source: Hanley &amp; McNeil 1982, the Wilcoxon statistic.</remarks>
    /// <param name="typical">Scores of images that are none; at least one.</param>
    /// <param name="strange">Scores of images that are; at least one.</param>
    public static double AreaUnderRoc(IReadOnlyList<double> typical, IReadOnlyList<double> strange)
    {
        double[] sorted = [.. typical.Order()];
        double above = strange.Sum(score => (Below(sorted, score) + AtMost(sorted, score)) / 2.0);
        return above / ((double)typical.Count * strange.Count);
    }

    private static int Below(double[] sorted, double score) => Count(sorted, value => value < score);

    private static int AtMost(double[] sorted, double score) => Count(sorted, value => value <= score);

    // How many at the beginning fulfil a condition that all after the first that does not fail too.
    private static int Count(double[] sorted, Func<double, bool> holds)
    {
        (int low, int high) = (0, sorted.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = holds(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
