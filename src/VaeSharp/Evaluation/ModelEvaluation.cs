using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Measures a model on a data set. Equal arguments give equal figures, bit for bit.</summary>
/// <remarks>
/// Noise comes from (seed, evaluation, batch) alone, so it never depends on how far training went. The encoder sees
/// clean images, also where the recipe trains it to remove noise: −ELBO stays a bound with any q.
/// </remarks>
public static class ModelEvaluation
{
    /// <summary>The bound, bits per dimension and the error of reconstructions.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="images">At least one image of the model's shape.</param>
    /// <param name="recipe">Says how images are binarised.</param>
    /// <param name="seed">Of the noise of z, binarisation and dequantisation.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there are no images.</exception>
    public static EvaluationReport Evaluate(
        VariationalAutoencoder model,
        ImageDataset images,
        Recipe recipe,
        ulong seed,
        Device? device = null,
        IProgress<double>? progress = null)
    {
        IReadOnlyList<ImageTransform> density = InputTransforms.Of(recipe).Density;
        bool dequantise = density.Count > 0;
        var bound = new BoundSums(images.Count, recipe, model.Classifier);
        bool binarises = recipe.Data.Binarization != Binarization.None;
        var errors = new double[images.Count];
        var greyErrors = new double[binarises ? images.Count : 0];
        var activity = new LatentActivity(model.Shape.LatentVariance);
        AggregatePosterior? aggregate = AggregatePosterior.For(model, recipe, seed);
        var codes = new long[recipe.Posterior.CodebookSize];
        var densities = new double[dequantise ? images.Count : 0];
        var mistakes = new double[model.Classifier is null ? 0 : images.Count];
        EvaluationPass.Run(model, images, recipe.Data.Binarization, seed, device, progress, batch =>
        {
            EncodedImages encoded = bound.Add(model, batch);
            activity.Add(encoded.Mean);
            aggregate?.Add(encoded.Posterior, batch.Labels, batch.First);
            Count(encoded.Posterior, codes);
            Tensor shown = encoded.Decode(encoded.Mean).Mean.clamp(0, 1);
            EvaluationPass.Store(PixelError.OfEach(shown, batch.X), errors, batch.First);
            if (binarises)
            {
                Tensor labels = model.Classifier is { } q ? q.call(batch.Grey).argmax(1) : batch.Labels;
                Tensor grey = model.Reconstruct(batch.Grey, labels);
                EvaluationPass.Store(PixelError.OfEach(grey, batch.Grey), greyErrors, batch.First);
            }

            if (dequantise)
            {
                Tensor x = ImageTransform.ApplyAll(density, batch.X, batch.Random);
                EvaluationPass.Store(-Bound(model, x, batch).Value, densities, batch.First);
            }

            if (model.Classifier is { } classifier)
            {
                EvaluationPass.Store(classifier.call(batch.X).argmax(1).ne(batch.Labels), mistakes, batch.First);
            }
        });

        BoundReport report = bound.Report(model, seed);
        var error = new PixelError(errors.Average());
        return new EvaluationReport
        {
            Bound = report,
            BitsPerDimension = (dequantise, model.Support) switch
            {
                (true, _) => Dequantisation.BitsPerDimension(densities.Average(), report.ValuesPerImage),
                (_, PixelSupport.Levels256) => report.NegativeElboNats / (report.ValuesPerImage * Math.Log(2)),
                _ => null,
            },
            ClassificationError = model.Classifier is null ? null : mistakes.Average(),
            ActiveUnits = activity.Active,
            Latents = (int)model.Shape.Latents,
            AggregateVariance = aggregate?.MedianVariance,
            AggregateGapNats = aggregate?.GapNats,
            Codes = codes.Length > 0 ? CodeUse.Of(codes) : null,
            ReconstructionMse = error.Mse,
            ReconstructionPsnrDecibels = error.PsnrDecibels,
            GreyReconstructionMse = binarises ? greyErrors.Average() : null,
        };
    }

    private static void Count(LatentDistribution posterior, long[] codes)
    {
        if (posterior is QuantizedVectors q)
        {
            foreach (long code in q.Codes.cpu().data<long>())
            {
                codes[code]++;
            }
        }
    }

    /// <summary>The bound alone: what validation needs.</summary>
    /// <inheritdoc cref="Evaluate" path="/param|/exception"/>
    public static BoundReport EvaluateBound(
        VariationalAutoencoder model,
        ImageDataset images,
        Recipe recipe,
        ulong seed,
        Device? device = null,
        IProgress<double>? progress = null)
    {
        var bound = new BoundSums(images.Count, recipe, model.Classifier);
        EvaluationPass.Run(
            model, images, recipe.Data.Binarization, seed, device, progress,
            batch => bound.Add(model, batch));
        return bound.Report(model, seed);
    }

    // A model that names the class itself reads no label: neither to choose a checkpoint by, nor to report.
    private static Elbo Bound(VariationalAutoencoder model, Tensor x, EvaluationBatch batch) =>
        model.Classifier is { } classifier
            ? UnlabelledBound.Of(model, x, classifier.call(batch.X), batch.Random)
            : model.Elbo(x, batch.Labels, batch.Random);
}
