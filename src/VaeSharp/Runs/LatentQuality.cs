using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Evaluation.Quality;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Runs;

/// <summary>What a model's reconstructions keep of images, and what its latents tell of their classes.</summary>
internal static class LatentQuality
{
    private static readonly int[] FewLabels = [100, 1000];

    /// <summary>The structural similarity of grey images and their reconstructions.</summary>
    /// <returns>Null for images that its window does not fit into.</returns>
    public static MeanWithError? Ssim(TrainedModel run, ImageDataset images, IProgress<double>? progress = null)
    {
        if (Math.Min(images.Shape.Height, images.Shape.Width) < StructuralSimilarity.Window)
        {
            return null;
        }

        var each = new double[images.Count];
        EvaluationPass.Run(run.Model, images, Binarization.None, seed: 0, run.Device, progress, batch =>
        {
            Tensor labels = run.Model.Classifier is { } q ? q.call(batch.Grey).argmax(1) : batch.Labels;
            Tensor shown = run.Model.Reconstruct(batch.Grey, labels).clamp(0, 1);
            EvaluationPass.Store(StructuralSimilarity.OfEach(batch.Grey, shown), each, batch.First);
        });
        return MeanWithError.Of(each);
    }

    /// <summary>Accuracies of a linear classifier and of a vote of neighbours, by latents and by pixels, with few labels and all.</summary>
    /// <param name="run">The model.</param>
    /// <param name="train">Images to learn from.</param>
    /// <param name="test">Images to classify.</param>
    /// <param name="seed">Of the choice of labels.</param>
    /// <param name="progress">Hears of the stages.</param>
    /// <returns>Null where the encoder is told the class, latents are codes, or there is one class.</returns>
    public static IReadOnlyList<ProbeAccuracy>? Probes(
        TrainedModel run, ImageDataset train, ImageDataset test, ulong seed = 0, IProgress<StageProgress>? progress = null)
    {
        if (run.Model.Shape.EncoderSeesLabels || run.Recipe.Posterior.CodebookSize > 0 || train.ClassNames.Count < 2)
        {
            return null;
        }

        using NativeWork work = NativeWork.Begin();
        return TrainedModel.Compute<IReadOnlyList<ProbeAccuracy>>(() =>
        {
            (Tensor Train, Tensor Test) latents = (
                Rows(run.Encode(train, seed, progress.Stage("Encoding training images", Stages.Images(train.Count)))),
                Rows(run.Encode(test, seed, progress.Stage("Encoding test images", Stages.Images(test.Count)))));
            (Tensor Train, Tensor Test) pixels = (ImageFeatures.Pixels(train), ImageFeatures.Pixels(test));
            return
            [
                .. FewLabels.Where(count => Suffices(train, count)).Append(train.Count).Select(count =>
                {
                    int[] chosen = count == train.Count
                        ? [.. Enumerable.Range(0, count)]
                        : LabelledSubset.Choose(train.Labels, train.ClassNames.Count, count, seed);
                    (double linear, double near) = Accuracies(latents, chosen, "latents");
                    (double linearOfPixels, double nearOfPixels) = Accuracies(pixels, chosen, "pixels");
                    return new ProbeAccuracy(count, linear, linearOfPixels, near, nearOfPixels);
                }),
            ];
        });

        (double Linear, double Near) Accuracies((Tensor Train, Tensor Test) rows, int[] chosen, string what)
        {
            using var scope = NewDisposeScope();
            Tensor known = rows.Train.index_select(0, tensor(chosen.Select(i => (long)i).ToArray()));
            byte[] classes = [.. chosen.Select(i => train.Labels[i])];
            using LinearProbe probe = LinearProbe.Fit(
                known, tensor(classes).to(ScalarType.Int64), train.ClassNames.Count,
                progress.Stage($"Linear probe of {what}", $"{chosen.Length:N0} labels"));
            byte[] near = NeighbourClassifier.Classify(
                rows.Test, known, classes, progress.Stage($"Neighbours of {what}", $"{chosen.Length:N0} labels"));
            return (
                probe.Accuracy(rows.Test, tensor(test.Labels).to(ScalarType.Int64)),
                near.Zip(test.Labels, (found, label) => found == label ? 1.0 : 0).Average());
        }
    }

    private static Tensor Rows(Encodings encodings) => tensor(encodings.Means, [encodings.Count, encodings.Dimension]);

    private static bool Suffices(ImageDataset train, int count)
    {
        int least = train.Labels.GroupBy(label => label).Min(group => group.Count());
        return count < train.Count && train.Labels.Distinct().Count() == train.ClassNames.Count
            && least > count / train.ClassNames.Count;
    }
}
