using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Runs;

/// <summary>What a training's figures say about it, each with what to try next: recipe keys, no commands.</summary>
internal static class RunFindings
{
    // Below these a difference is noise, not a finding.
    private const double LeastGain = 0.001;
    private const double LeastRise = 0.005;
    private const double LeastGap = 2; // nats
    private const double LeastGapShare = 0.1; // of the rate

    /// <summary>What stands out; empty where nothing does.</summary>
    /// <param name="recipe">By which it was trained.</param>
    /// <param name="epochs">The figures of its epochs.</param>
    /// <param name="test">The best checkpoint on the test images.</param>
    /// <param name="linear">Probabilistic PCA on the same images; null where it has no figures to compare.</param>
    public static IReadOnlyList<string> Of(Recipe recipe, IReadOnlyList<EpochReport> epochs, EvaluationReport test, PcaReport? linear) =>
    [
        .. ((string?[])[
            WarmUp(recipe, epochs), Linear(test, linear), Improving(epochs), Overfitting(epochs), Collapsed(test), Spread(test),
            Skipped(epochs),
        ]).OfType<string>(),
    ];

    /// <summary>What can be told before the first step; empty where nothing stands out.</summary>
    /// <param name="recipe">By which it is to be trained.</param>
    /// <param name="images">Shape of one image.</param>
    /// <param name="steps">Of the whole training.</param>
    public static IEnumerable<string> Before(Recipe recipe, ImageShape images, long steps) =>
        ((string?[])[WarmUpIsTooLong(recipe.Training, steps), Binarized(recipe.Data, images), NoUnit(recipe.Training)]).OfType<string>();

    private static string? NoUnit(TrainingOptions training) =>
        training.PrecisionHere != training.Precision
            ? "This processor has no unit for bfloat16 (AVX-512-BF16 or AMX), which training.precision asks for: float32 is used."
            : null;

    private static string? Binarized(DataOptions data, ImageShape images) =>
        images.Channels > 1 && data.Binarization != Binarization.None
            ? $"The images are in colour, and data.binarization is '{data.Binarization.ToString().ToLowerInvariant()}': each red, green "
                + "and blue value becomes 0 or 1, so that eight colours are left. Set it to 'none', with likelihood.kind "
                + "'discretized-logistic', to keep the others."
            : null;

    /// <summary>Whether the learning rate never reaches its peak; null where it does.</summary>
    /// <param name="training">Settings of the recipe.</param>
    /// <param name="steps">Of the whole training.</param>
    public static string? WarmUpIsTooLong(TrainingOptions training, long steps) => training.WarmupSteps >= steps
        ? $"The learning rate rises over {training.WarmupSteps} steps (training.warmupSteps), and the whole training has {steps}: it never "
            + "reaches training.learningRate. Fewer warm-up steps, more training.epochs or a smaller training.batch help."
        : null;

    private static string? WarmUp(Recipe recipe, IReadOnlyList<EpochReport> epochs) =>
        epochs.Count == 0 ? null : WarmUpIsTooLong(recipe.Training, epochs[^1].Step);

    private static string? Linear(EvaluationReport test, PcaReport? linear)
    {
        string?[] both =
        [
            test.ReconstructionMse > linear?.ReconstructionMse
                ? Text($"its reconstructions have an MSE of {test.ReconstructionMse:F5} against {linear.ReconstructionMse:F5}") : null,
            test.BitsPerDimension > linear?.BitsPerDimension
                ? Text($"its −ELBO is {test.BitsPerDimension:F3} bits per dimension, −log p(x) there {linear.BitsPerDimension:F3}") : null,
        ];
        string[] worse = [.. both.OfType<string>()];
        return worse.Length == 0 ? null
            : Text($"The model is worse than probabilistic PCA, the linear model with as many dimensions ({linear!.Dimension}): ")
                + $"{string.Join("; ", worse)}. The networks have not learned enough yet. More training.epochs, a smaller training.batch "
                + "or smaller networks help.";

        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }

    private static string? Improving(IReadOnlyList<EpochReport> epochs)
    {
        double[] losses = Validation(epochs);
        return losses.Length >= 3 && losses[^1] == losses.Min() && losses[^2] - losses[^1] > LeastGain * Math.Abs(losses[^1])
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The validation loss still fell in the last epoch, from {losses[^2]:F2} to {losses[^1]:F2}: more ")
                + "training.epochs should help."
            : null;
    }

    private static string? Overfitting(IReadOnlyList<EpochReport> epochs)
    {
        double[] losses = Validation(epochs);
        if (losses.Length < 5)
        {
            return null;
        }

        int best = Array.IndexOf(losses, losses.Min());
        bool trainingFell = epochs[^1].Train.Loss < epochs[best].Train.Loss;
        return trainingFell && losses[^1] - losses[best] > LeastRise * Math.Abs(losses[best])
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The validation loss was best after epoch {best + 1} ({losses[best]:F2}) and rose to {losses[^1]:F2} while the ")
                + "training loss fell: the model overfits. The best checkpoint is kept; more images, data.flip or smaller networks help, "
                + "and training.patience ends such a run earlier."
            : null;
    }

    private static string? Collapsed(EvaluationReport test) => test.Codes switch
    {
        { } codes when codes.Used < codes.Codes / 2 =>
            $"{codes.Used} of {codes.Codes} codes are in use: fewer codes (posterior.codes) would do as well.",
        null when test.Bound.RateNats is not null && test.ActiveUnits == 0 =>
            "No latent dimension is active: the decoder ignores z, and samples do not depend on them. Longer training, a warm-up "
            + "of the rate or free bits (warmupEpochs, freeBits of the objective; Sønderby et al. 2016, Kingma et al. 2016) activate them.",
        null when test.Bound.RateNats is not null && test.ActiveUnits < test.Latents / 2.0 =>
            $"{test.ActiveUnits} of {test.Latents} latent dimensions are active. That costs nothing, as the others follow the prior; where "
            + "more should carry something, free bits or a warm-up of the rate keep more of them active (freeBits, warmupEpochs of the "
            + "objective; Kingma et al. 2016, Sønderby et al. 2016).",
        _ => null,
    };

    private static string? Spread(EvaluationReport test) =>
        test.AggregateGapNats > Math.Max(LeastGap, LeastGapShare * (test.Bound.RateNats ?? 0))
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Over all images the latents have {test.AggregateVariance:F2} of the prior's variance (median of the dimensions), and are ")
            + string.Create(CultureInfo.InvariantCulture, $"{test.AggregateGapNats:F1} nats from it: samples of the prior come from where ")
            + "no image is encoded (a prior hole; Hoffman & Johnson 2016). A Gaussian fitted to the latents, a fitted prior of the kind "
            + "affine, closes that gap without a change of the model (Ghosh et al. 2020)."
        : null;

    private static string? Skipped(IReadOnlyList<EpochReport> epochs)
    {
        long skipped = epochs.Count == 0 ? 0 : epochs[^1].Skipped;
        return skipped > 0
            ? $"{skipped} updates were skipped, as their gradients were not finite or too large: a lower training.learningRate or a "
                + "longer training.warmupSteps makes training calmer."
            : null;
    }

    private static double[] Validation(IReadOnlyList<EpochReport> epochs) =>
        epochs.All(epoch => epoch.Validation is not null) ? [.. epochs.Select(epoch => epoch.Validation!.Loss)] : [];
}
