using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Whether a model heeds its label: the same images and noise with right and with wrong labels.</summary>
internal static class Relabelling
{
    // Apart from the streams of the batch order and of the split.
    private const ulong WrongLabelStream = 1UL << 33;

    /// <summary>Measures a model twice.</summary>
    /// <param name="model">Takes labels. Left in the mode it came in.</param>
    /// <param name="images">At least one image, of at least two classes.</param>
    /// <param name="recipe">Says how images are binarised.</param>
    /// <param name="seed">Of the noise and of the wrong labels.</param>
    /// <param name="judge">Classifies the reconstructions; null to leave that out.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <exception cref="ArgumentException">The model takes no labels, or there is only one class.</exception>
    public static RelabellingReport Evaluate(
        VariationalAutoencoder model,
        ImageDataset images,
        Recipe recipe,
        ulong seed,
        JudgeClassifier? judge = null,
        Device? device = null,
        IProgress<double>? progress = null)
    {
        if (model.Shape.Labels == LabelUse.None)
        {
            throw new ArgumentException(
                "The model takes no labels (labels: none); expected one whose encoder or decoder does.", nameof(model));
        }

        byte[] wrong = WrongLabels(images, seed);
        var mistaken = new ImageDataset(images.Name, images.Shape, images.Pixels, wrong, images.ClassNames);
        return new RelabellingReport(
            images.Count, seed,
            Measure(images, new Half(progress, 0)),
            Measure(mistaken, new Half(progress, 0.5)))
        {
            WrongLabels = wrong,
        };

        LabelFigures Measure(ImageDataset labelled, Half half)
        {
            var bound = new BoundSums(images.Count, recipe);
            var errors = new double[images.Count];
            var actual = new double[images.Count];
            var given = new double[images.Count];
            EvaluationPass.Run(model, labelled, recipe.Data.Binarization, seed, device, half, batch =>
            {
                bound.Add(model, batch);
                Tensor shown = model.Reconstruct(batch.X, batch.Labels);
                EvaluationPass.Store(PixelError.OfEach(shown, batch.X), errors, batch.First);
                if (judge?.Classify(shown) is { } verdict)
                {
                    byte[] truth = images.Labels[batch.First..(batch.First + batch.Count)];
                    Tensor labels = tensor(truth, device: verdict.device).to(ScalarType.Int64);
                    EvaluationPass.Store(verdict.eq(labels), actual, batch.First);
                    EvaluationPass.Store(verdict.eq(batch.Labels), given, batch.First);
                }
            });
            return new LabelFigures(
                bound.Report(model, seed), new PixelError(errors.Average()),
                judge is null ? null : actual.Average(), judge is null ? null : given.Average());
        }
    }

    /// <summary>For each image one of the other classes, each equally likely.</summary>
    /// <exception cref="ArgumentException">There is no other class.</exception>
    public static byte[] WrongLabels(ImageDataset images, ulong seed)
    {
        int classes = images.ClassNames.Count;
        if (classes < 2)
        {
            throw new ArgumentException(
                $"{images.Name} has {classes} class; a wrong label needs another.", nameof(images));
        }

        var random = new CounterRandom(seed, WrongLabelStream);
        ulong index = 0;
        return [.. images.Labels.Select(Other)];

        byte Other(byte label) => (byte)((label + 1 + random.Below((uint)classes - 1, ref index)) % classes);
    }

    private sealed class Half(IProgress<double>? whole, double start) : IProgress<double>
    {
        public void Report(double value) => whole?.Report(start + (value / 2));
    }
}
