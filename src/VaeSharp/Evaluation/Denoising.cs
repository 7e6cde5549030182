using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>How well a model removes noise, beside doing nothing and beside a median filter.</summary>
internal static class Denoising
{
    /// <summary>Corrupts grey images, denoises them and compares with the clean ones.</summary>
    /// <param name="model">Sees the noisy image, unclipped, and a label where it takes one.</param>
    /// <param name="clean">Images as they are, never binarised.</param>
    /// <param name="kind">Which noise.</param>
    /// <param name="level">σ or the share of corrupted values.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="posteriorSamples">Average over so many samples of z; 0 decodes the posterior's mean.</param>
    /// <param name="findLabelsBy">The model's recipe, where it shall find the labels in the noisy images; null to tell it those of
    /// <paramref name="clean"/>.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    public static DenoisingReport Evaluate(
        VariationalAutoencoder model,
        ImageDataset clean,
        CorruptionKind kind,
        double level,
        ulong seed,
        int posteriorSamples = 0,
        Recipe? findLabelsBy = null,
        Device? device = null,
        IProgress<double>? progress = null)
    {
        Device place = device ?? EvaluationPass.DeviceOf(model);
        using Tensor strength = tensor(level, ScalarType.Float32, place);
        double[] unclipped = new double[clean.Count], clipped = new double[clean.Count];
        double[] median3 = new double[clean.Count], median5 = new double[clean.Count];
        var restored = new double[clean.Count];
        EvaluationPass.Run(model, clean, Binarization.None, seed, place, progress, batch =>
        {
            Tensor noisy = Corrupt.At(batch.X, kind, strength, batch.Random);
            Keep(noisy, unclipped);
            Keep(noisy.clamp(0, 1), clipped);
            Keep(MedianFilter.Apply(noisy, 3).clamp(0, 1), median3);
            Keep(MedianFilter.Apply(noisy, 5).clamp(0, 1), median5);
            Tensor labels = findLabelsBy is null
                ? batch.Labels
                : FoundLabels.Of(model, noisy.clamp(0, 1), findLabelsBy, seed, batch.First);
            Keep(Restore(model, noisy, labels, posteriorSamples, batch.Random), restored);

            void Keep(Tensor image, double[] errors) =>
                EvaluationPass.Store(PixelError.OfEach(image, batch.X), errors, batch.First);
        });

        (double small, double large) = (median3.Average(), median5.Average());
        return new DenoisingReport(
            clean.Count, kind, level, seed, posteriorSamples,
            new PixelError(Math.Min(unclipped.Average(), clipped.Average())),
            new PixelError(Math.Min(small, large)),
            small <= large ? 3 : 5,
            new PixelError(restored.Average()));
    }

    /// <summary>The model's answer to noisy images; shape [B, C, H, W], in [0, 1].</summary>
    /// <param name="model">Should be in evaluation mode.</param>
    /// <param name="noisy">Shape [B, C, H, W].</param>
    /// <param name="labels">Classes; int64, shape [B].</param>
    /// <param name="posteriorSamples">Average over so many samples of z; 0 decodes the posterior's mean.</param>
    /// <param name="random">Where the samples' noise comes from.</param>
    public static Tensor Restore(
        VariationalAutoencoder model, Tensor noisy, Tensor? labels, int posteriorSamples, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(posteriorSamples);
        using NativeWork work = NativeWork.Begin();
        if (posteriorSamples == 0)
        {
            return model.Reconstruct(noisy, labels);
        }

        EncodedImages encoded = model.Encode(noisy, labels);
        Tensor sum = zeros_like(noisy);
        for (int i = 0; i < posteriorSamples; i++)
        {
            using var scope = NewDisposeScope();
            sum.add_(encoded.Decode(encoded.Posterior.Sample(random)).Mean.clamp(0, 1));
        }

        return sum / posteriorSamples;
    }
}

/// <summary>Errors against the clean images; lower MSE, higher PSNR is better.</summary>
/// <param name="Images">That were corrupted and denoised.</param>
/// <param name="Kind">Which noise.</param>
/// <param name="Level">σ or the share of corrupted values.</param>
/// <param name="Seed">Of the noise.</param>
/// <param name="PosteriorSamples">Samples of z averaged; 0 for the posterior's mean.</param>
/// <param name="Noisy">Doing nothing: the better of the noisy image clipped to [0, 1] and not.</param>
/// <param name="Median">The better of the median filters 3×3 and 5×5.</param>
/// <param name="MedianSize">The side of the better filter: 3 or 5 pixels.</param>
/// <param name="Model">The model's reconstruction.</param>
internal sealed record DenoisingReport(
    int Images,
    CorruptionKind Kind,
    double Level,
    ulong Seed,
    int PosteriorSamples,
    PixelError Noisy,
    PixelError Median,
    int MedianSize,
    PixelError Model);
