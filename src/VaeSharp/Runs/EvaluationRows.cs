using System.Globalization;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Runs;

/// <summary>A figure in words.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Value">With its unit.</param>
/// <param name="Meaning">A sentence for readers who meet it for the first time; empty where the name says all.</param>
internal readonly record struct EvaluationRow(string Name, string Value, string Meaning = "")
{
    /// <summary>As a row of a Markdown table, where a bar in p(x|z) would begin another cell.</summary>
    internal string Markdown() => $"| {string.Join(" | ", ((string[])[Name.Trim(), Value, Meaning]).Select(Escaped))} |";

    private static string Escaped(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal);
}

/// <summary>An evaluation as rows of words: each figure with its unit and what it may be compared with.</summary>
internal static class EvaluationRows
{
    /// <summary>Its rows, from the most to the least telling.</summary>
    public static IEnumerable<EvaluationRow> Of(EvaluationReport report)
    {
        BoundReport bound = report.Bound;
        bool conditional = !bound.LabelsSummedOut
            && (bound.Labels is LabelUse.Decoder or LabelUse.Both || bound.PriorSeesLabels);
        if (report.ClassificationError is { } error)
        {
            yield return new(
                "classification error", $"{Number(100 * error)} % of the images, by q(y|x)",
                "How often the most probable class is a wrong one.");
        }

        if (bound.NegativeElboNats is { } negativeElbo)
        {
            yield return new(
                conditional ? "−ELBO, given the label" : bound.LabelsSummedOut ? "−ELBO, any label" : "−ELBO",
                $"{Number(negativeElbo)} ± {Number(bound.NegativeElboStandardErrorNats ?? 0)} nats per image",
                conditional
                    ? "An upper bound of −log p(x|y), the sum of distortion and rate; lower is better, but not comparable with log p(x)."
                    : "An upper bound of −log p(x), the sum of distortion and rate; lower is better.");
            yield return new("distortion", $"{Number(bound.DistortionNats ?? 0)} nats per image", Distortion);
        }
        else
        {
            if (bound.LossNats is { } loss)
            {
                yield return new(
                    "cross-entropy + rate",
                    $"{Number(loss)} ± {Number(bound.LossStandardErrorNats ?? 0)} nats per image (no likelihood)",
                    "What training lowers; lower is better. It bounds no likelihood: this cross-entropy is one only of pixels that "
                    + "are 0 or 1.");
            }

            yield return new(
                bound.DistortionNats is null ? "cross-entropy" : "distortion", $"{Number(bound.ReconstructionNats)} nats per image",
                bound.DistortionNats is null ? "Of the grey values and their reconstructions; lower is better." : Distortion);
        }

        if (bound.RateNats is { } rate)
        {
            yield return new(
                "rate", $"{Number(rate)} nats per image",
                "KL(q(z|x) ‖ p(z)), how much the latents tell of an image; at 0 they tell nothing.");
        }

        foreach ((int number, GroupRate group) in (bound.Groups ?? []).Index())
        {
            yield return new(
                $"  group {number + 1}", $"{Number(group.RateNats)} nats, {group.Height}×{group.Width}×{group.Channels} latents");
        }

        if (bound.WhyNoBound is { } why)
        {
            yield return new("bound on log p(x)", $"none: {why}", "The figures above compare with runs of the same recipe and no others.");
        }

        if (report.Likelihood is { } likelihood)
        {
            string perValue = likelihood.BitsPerDimension is { } each
                ? $", {each.ToString("F3", CultureInfo.InvariantCulture)} bits/dim"
                : "";
            yield return new(
                conditional ? "−log p(x|y), estimate" : "−log p(x), estimate",
                $"{Number(likelihood.NegativeLogLikelihoodNats)} ± {Number(likelihood.StandardErrorNats)} nats per image{perValue}, "
                + $"{likelihood.Samples} samples",
                "By importance sampling (Burda et al. 2016), tighter than −ELBO; more samples make it lower and truer.");
        }

        yield return report.Codes is { } codes
            ? new(
                "codes in use", $"{codes.Used} of {codes.Codes}, perplexity {Number(codes.Perplexity)}",
                "Perplexity is how many codes would do if all were used alike.")
            : new(
                "active units", $"{report.ActiveUnits} of {report.Latents} latent dimensions",
                "Latents whose mean varies over images (variance above 0.01); the others carry nothing.");
        if (report.AggregateVariance is { } spread && report.AggregateGapNats is { } gap)
        {
            yield return new(
                "spread of the latents", $"{Number(spread)} of the prior's variance, {Number(gap)} nats apart",
                "The variance of z over all images by the prior's, the median over dimensions; near 1 and near 0 nats, samples come from "
                + "where images are encoded.");
        }

        if (report.BitsPerDimension is { } bits)
        {
            yield return new(
                conditional ? "bits per dimension, given the label" : "bits per dimension",
                bits.ToString("F3", CultureInfo.InvariantCulture),
                "−ELBO per value of the image, in bits; 8 is what raw bytes cost.");
        }

        string psnr = report.ReconstructionPsnrDecibels is { } decibels ? $", PSNR {Number(decibels)} dB" : "";
        string target = bound.Binarization == Binarization.None ? "image" : "binarized image";
        yield return new(
            "reconstruction", $"MSE {report.ReconstructionMse.ToString("F5", CultureInfo.InvariantCulture)}{psnr}",
            $"Error of the reconstruction, decoded from the mean of q(z|x), against the {target}; a higher PSNR is better.");
        if (report.GreyReconstructionMse is { } grey)
        {
            yield return new(
                "reconstruction, grey",
                $"MSE {grey.ToString("F5", CultureInfo.InvariantCulture)}{(grey > 0 ? $", PSNR {Number(-10 * Math.Log10(grey))} dB" : "")}",
                "The same of grey images, encoded and compared as they are: what the pictures of reconstructions show.");
        }

        if (report.Samples is { } samples)
        {
            yield return new(
                "samples of the given label",
                $"{Percent(samples.Share)} ± {Percent(samples.StandardError)} % of {samples.Samples}, "
                + $"by {samples.Judge ?? "a small classifier"}; test images {Percent(samples.ClassifierAccuracy)} %",
                "How often a classifier, trained on the training images, sees in a sample the label that it was generated for, "
                + "beside its accuracy on real images. Samples that come near that are as easy to recognise; a classifier that is often "
                + "wrong tells little.");
        }

        string pixels = bound.Binarization == Binarization.None
            ? "values as they are"
            : $"{bound.Binarization.ToString().ToLowerInvariant()} binarization";
        string latents = bound.PosteriorSamples > 0 ? $"{bound.PosteriorSamples} sample of z" : "deterministic z";
        yield return new("measured on", $"{bound.Images} images, {pixels}, {latents}");
    }

    private const string Distortion = "−log p(x|z), how far reconstructions are from the images; lower is better.";

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
