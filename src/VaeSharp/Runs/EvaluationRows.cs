using System.Globalization;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Runs;

/// <summary>An evaluation as rows of words: each figure with its unit and what it may be compared with.</summary>
internal static class EvaluationRows
{
    /// <summary>Its rows, from the most to the least telling.</summary>
    public static IEnumerable<(string Name, string Value)> Of(EvaluationReport report)
    {
        BoundReport bound = report.Bound;
        bool conditional = !bound.LabelsSummedOut
            && (bound.Labels is LabelUse.Decoder or LabelUse.Both || bound.PriorSeesLabels);
        if (report.ClassificationError is { } error)
        {
            yield return ("classification error", $"{Number(100 * error)} % of the images, by q(y|x)");
        }

        if (bound.NegativeElboNats is { } negativeElbo)
        {
            yield return (conditional ? "−ELBO, given the label" : bound.LabelsSummedOut ? "−ELBO, any label" : "−ELBO",
                $"{Number(negativeElbo)} ± {Number(bound.NegativeElboStandardErrorNats ?? 0)} nats per image");
            yield return ("distortion", $"{Number(bound.DistortionNats ?? 0)} nats per image");
        }
        else
        {
            if (bound.LossNats is { } loss)
            {
                yield return ("cross-entropy + rate",
                    $"{Number(loss)} ± {Number(bound.LossStandardErrorNats ?? 0)} nats per image (no likelihood)");
            }

            yield return (bound.DistortionNats is null ? "cross-entropy" : "distortion",
                $"{Number(bound.ReconstructionNats)} nats per image");
        }

        if (bound.RateNats is { } rate)
        {
            yield return ("rate", $"{Number(rate)} nats per image");
        }

        foreach ((int number, GroupRate group) in (bound.Groups ?? []).Index())
        {
            yield return ($"  group {number + 1}", $"{Number(group.RateNats)} nats, {group.Height}×{group.Width}×{group.Channels} latents");
        }

        if (bound.WhyNoBound is { } why)
        {
            yield return ("bound on log p(x)", $"none: {why}");
        }

        if (report.Likelihood is { } likelihood)
        {
            string perValue = likelihood.BitsPerDimension is { } each
                ? $", {each.ToString("F3", CultureInfo.InvariantCulture)} bits/dim"
                : "";
            yield return (conditional ? "−log p(x|y), estimate" : "−log p(x), estimate",
                $"{Number(likelihood.NegativeLogLikelihoodNats)} ± {Number(likelihood.StandardErrorNats)} nats per image{perValue}, "
                + $"{likelihood.Samples} samples");
        }

        yield return report.Codes is { } codes
            ? ("codes in use", $"{codes.Used} of {codes.Codes}, perplexity {Number(codes.Perplexity)}")
            : ("active units", $"{report.ActiveUnits} of {report.Latents} latent dimensions");
        if (report.BitsPerDimension is { } bits)
        {
            yield return (conditional ? "bits per dimension, given the label" : "bits per dimension",
                bits.ToString("F3", CultureInfo.InvariantCulture));
        }

        string psnr = report.ReconstructionPsnrDecibels is { } decibels ? $", PSNR {Number(decibels)} dB" : "";
        yield return ("reconstruction", $"MSE {report.ReconstructionMse.ToString("F5", CultureInfo.InvariantCulture)}{psnr}");
        string pixels = bound.Binarization == Binarization.None
            ? "grey values"
            : $"{bound.Binarization.ToString().ToLowerInvariant()} binarization";
        string latents = bound.PosteriorSamples > 0 ? $"{bound.PosteriorSamples} sample of z" : "deterministic z";
        yield return ("measured on", $"{bound.Images} images, {pixels}, {latents}");
    }

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
