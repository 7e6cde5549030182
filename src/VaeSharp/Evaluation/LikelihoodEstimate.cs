using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>−log p(x) by importance sampling: a bound that closes in on it as samples grow.</summary>
/// <remarks>Source: Burda, Grosse &amp; Salakhutdinov 2016, equation 8. See docs/theory.md#importance-weights.</remarks>
public sealed record LikelihoodEstimate
{
    /// <summary>K, samples of z for each image.</summary>
    public required int Samples { get; init; }

    /// <summary>−log (Σ w)/K, mean over images; nats. An upper bound on −log p(x), on average.</summary>
    public required double NegativeLogLikelihoodNats { get; init; }

    /// <summary>Its standard error over images.</summary>
    public required double StandardErrorNats { get; init; }

    /// <summary>The same for each value, bits; absent where the likelihood is not over 256 levels.</summary>
    public double? BitsPerDimension { get; init; }

    /// <summary>Measures a model. Equal arguments give equal figures, bit for bit.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="images">At least one image of the model's shape.</param>
    /// <param name="recipe">Says how images are binarised.</param>
    /// <param name="samples">K, at least 1.</param>
    /// <param name="seed">Of the noise of z and of binarisation.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <exception cref="ArgumentException">The shapes differ, there are no images, or the model has no likelihood or
    /// no distribution q(z|x).</exception>
    public static LikelihoodEstimate Of(
        VariationalAutoencoder model,
        ImageDataset images,
        Recipe recipe,
        int samples,
        ulong seed,
        Device? device = null,
        IProgress<double>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (model.Support == PixelSupport.None)
        {
            throw new ArgumentException("This model's loss is not a likelihood, so there is nothing to estimate.", nameof(model));
        }

        if (recipe.Objective.IsDeterministic)
        {
            throw new ArgumentException(
                "This model has a deterministic encoder; importance sampling needs a distribution q(z|x).", nameof(recipe));
        }

        var values = new double[images.Count];
        EvaluationPass.Run(model, images, recipe.Data.Binarization, seed, device, progress: null, batch =>
            EvaluationPass.Store(
                -Bound(model, batch, samples, share => progress?.Report((batch.First + (share * batch.Count)) / images.Count)),
                values, batch.First));
        var (mean, error) = MeanWithError.Of(values);
        return new LikelihoodEstimate
        {
            Samples = samples,
            NegativeLogLikelihoodNats = mean,
            StandardErrorNats = error,
            BitsPerDimension = model.Support == PixelSupport.Levels256 ? mean / (images.Shape.Values * Math.Log(2)) : null,
        };
    }

    // log Σ w grows piece by piece, so that memory does not grow with the number of samples.
    private static Tensor Bound(VariationalAutoencoder model, EvaluationBatch batch, int samples, Action<double> report)
    {
        // No more at once than a batch holds: the system gives larger pieces new memory each time, and convolutions took
        // three times as long with ten batches at once.
        int most = Math.Max(1, EvaluationPass.ValuesPerBatch / (int)batch.X.numel());
        Tensor? sum = null;
        Tensor[] given = [.. LabelsOf(model, batch)];
        double drawn = 0;
        foreach (Tensor labels in given)
        {
            for (int done = 0; done < samples; done += most)
            {
                using var piece = NewDisposeScope();
                int now = Math.Min(most, samples - done);
                ImportanceWeights weights = model.SampleImportanceWeights(batch.X, labels, batch.Random, now);
                Tensor log = weights.Log.to(ScalarType.Float64).logsumexp(0); // [B]
                Tensor total = sum is null ? log : sum.logaddexp(log);
                sum?.Dispose();
                sum = total.MoveToOuterDisposeScope();
                drawn += now;
                report(drawn / ((double)samples * given.Length));
            }
        }

        return sum! - Math.Log((double)samples * given.Length);
    }

    // p(x) = Σ_y p(y) p(x|y) where the model was trained without most labels: each class in turn, equally probable.
    private static IEnumerable<Tensor> LabelsOf(VariationalAutoencoder model, EvaluationBatch batch) =>
        model.Classifier is null
            ? [batch.Labels]
            : Enumerable.Range(0, model.Shape.Classes).Select(y => full_like(batch.Labels, (long)y));
}
