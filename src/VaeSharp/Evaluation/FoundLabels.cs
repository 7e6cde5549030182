using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Labels that a conditional model finds itself, so that nobody has to tell them.</summary>
public static class FoundLabels
{
    /// <summary>For each image the class under which the model explains it best: the lowest −ELBO given the label, which is Bayes' rule
    /// with equal classes and the bound in place of log p(x|y); a model with a classifier q(y|x) asks that.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="images">At least one image of the model's shape; their own labels are not read.</param>
    /// <param name="recipe">Says how images are binarised.</param>
    /// <param name="seed">Of the noise of z and of binarisation, the same for every class.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <returns>A class number for each image.</returns>
    public static byte[] Of(
        VariationalAutoencoder model, ImageDataset images, Recipe recipe, ulong seed, Device? device = null,
        IProgress<double>? progress = null)
    {
        var found = new byte[images.Count];
        if (model.Classifier is { } classifier)
        {
            EvaluationPass.Run(model, Relabelled(images, 0), recipe.Data.Binarization, seed, device, progress, batch =>
            {
                using Tensor best = classifier.call(batch.X).argmax(1).to(ScalarType.Byte).cpu(); // [B]
                best.data<byte>().CopyTo(found.AsSpan(batch.First, batch.Count));
            });
            return found;
        }

        double[] lowest = [.. Enumerable.Repeat(double.PositiveInfinity, images.Count)];
        int classes = model.Shape.Classes;
        for (int label = 0; label < classes; label++)
        {
            IReadOnlyList<double> scores = ImageScores.Of(
                model, Relabelled(images, (byte)label), recipe, seed, device, progress.Part(label, classes)).TotalsNats;
            for (int i = 0; i < scores.Count; i++)
            {
                if (scores[i] < lowest[i])
                {
                    (lowest[i], found[i]) = (scores[i], (byte)label);
                }
            }
        }

        return found;
    }

    private static ImageDataset Relabelled(ImageDataset images, byte label) => new(
        images.Name, images.Shape, images.Pixels, [.. Enumerable.Repeat(label, images.Count)], images.ClassNames);
}

/// <summary>Progress of one of several equal parts of some work.</summary>
internal static class PartialProgress
{
    /// <summary>Reports the share of a part as a share of the whole; null where nobody listens.</summary>
    internal static IProgress<double>? Part(this IProgress<double>? all, int number, int parts) =>
        all is null ? null : new One(all, number, parts);

    // System.Progress posts to the thread pool: reports would come late and in disorder.
    private sealed class One(IProgress<double> all, int number, int parts) : IProgress<double>
    {
        public void Report(double value) => all.Report((number + value) / parts);
    }
}
