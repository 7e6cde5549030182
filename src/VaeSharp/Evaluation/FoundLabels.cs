using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Labels that a conditional model finds itself, so that nobody has to tell them.</summary>
/// <remarks>The class under which the model explains an image best: the lowest −ELBO given the label, which is Bayes' rule with equally
/// frequent classes and the bound in place of log p(x|y). A model with a classifier q(y|x) asks that.</remarks>
internal static class FoundLabels
{
    /// <summary>One for each image of a data set, whose own labels are not read.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="images">At least one image of the model's shape.</param>
    /// <param name="recipe">Says how images are binarised.</param>
    /// <param name="seed">Of the noise of z and of binarisation.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <returns>Class numbers.</returns>
    public static byte[] Of(
        VariationalAutoencoder model, ImageDataset images, Recipe recipe, ulong seed, Device? device = null,
        IProgress<double>? progress = null)
    {
        var found = new byte[images.Count];
        var unlabelled = new ImageDataset(images.Name, images.Shape, images.Pixels, new byte[images.Count], images.ClassNames);
        EvaluationPass.Run(model, unlabelled, recipe.Data.Binarization, seed, device, progress, batch =>
        {
            using Tensor best = Of(model, batch.X, recipe, seed, batch.First).to(ScalarType.Byte).cpu();
            best.data<byte>().CopyTo(found.AsSpan(batch.First, batch.Count));
        });
        return found;
    }

    /// <summary>One for each image of a batch; int64, shape [B].</summary>
    /// <param name="model">Should be in evaluation mode.</param>
    /// <param name="x">Shape [B, C, H, W].</param>
    /// <param name="recipe">Whose objective says whether there is a rate.</param>
    /// <param name="seed">Of the noise of z, the same for every class.</param>
    /// <param name="position">Of the same: other batches take other noise.</param>
    internal static Tensor Of(VariationalAutoencoder model, Tensor x, Recipe recipe, ulong seed, int position)
    {
        if (model.Classifier is { } classifier)
        {
            return classifier.call(x).argmax(1);
        }

        using var scope = NewDisposeScope();
        Tensor found = zeros(x.shape[0], dtype: ScalarType.Int64, device: x.device);       // [B]
        Tensor lowest = full(x.shape[0], double.PositiveInfinity, ScalarType.Float64, x.device); // [B]
        for (int label = 0; label < model.Shape.Classes; label++)
        {
            using var random = new RandomStream(seed, RandomUse.Evaluation, position, x.device);
            Tensor labels = full_like(found, label);
            Tensor nats = Nats(model, x, labels, recipe, random).to(ScalarType.Float64);   // [B]
            found = where(nats < lowest, labels, found);
            lowest = minimum(lowest, nats);
        }

        return found.MoveToOuterDisposeScope();
    }

    private static Tensor Nats(VariationalAutoencoder model, Tensor x, Tensor labels, Recipe recipe, RandomStream random)
    {
        EncodedImages encoded = model.Encode(x, labels);
        return recipe.Objective.IsDeterministic ? encoded.Distortion(x, encoded.Mean) : -encoded.Elbo(x, random).Value;
    }
}
