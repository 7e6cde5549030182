using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>The log density of held-out encodings under a fitted prior and under the model's own.</summary>
/// <remarks>The gain is also what −ELBO would lose with the fitted prior in the place of the model's own.</remarks>
internal sealed record PriorComparison
{
    /// <summary>How many images, with one sample of z each.</summary>
    public required int Images { get; init; }

    /// <summary>Mean log density of their encodings under the fitted prior; nats.</summary>
    public required double FittedNats { get; init; }

    /// <summary>The same under the model's own prior; nats.</summary>
    public required double OwnNats { get; init; }

    /// <summary>The first minus the second.</summary>
    public required double GainNats { get; init; }

    /// <summary>The standard error of the gain over images.</summary>
    public required double GainStandardErrorNats { get; init; }

    /// <summary>Measures on samples of q(z|x).</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="fitted">Over its latents.</param>
    /// <param name="images">That the fit has not seen.</param>
    /// <param name="recipe">Says how images are binarised.</param>
    /// <param name="seed">Of the noise of z and of binarisation.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <exception cref="ArgumentException">The model has no single prior without labels.</exception>
    public static PriorComparison Of(
        VariationalAutoencoder model, Prior fitted, ImageDataset images, Recipe recipe, ulong seed, Device? device = null,
        IProgress<double>? progress = null)
    {
        if (model.Prior is not { } own || model.Shape.PriorSeesLabels)
        {
            throw new ArgumentException("The model's prior is one for each label or group; expected a single p(z).", nameof(model));
        }

        var theirs = new double[images.Count];
        var ours = new double[images.Count];
        EvaluationPass.Run(model, images, recipe.Data.Binarization, seed, device, progress, batch =>
        {
            Tensor z = EvaluationPass.SamplePosterior(model.Encode(batch.X, batch.Labels).Posterior, recipe, batch.Random); // [B, D]
            EvaluationPass.Store(fitted.LogProbability(z, null), theirs, batch.First);
            EvaluationPass.Store(own.LogProbability(z, null), ours, batch.First);
        });
        MeanWithError gain = MeanWithError.Of([.. theirs.Zip(ours, (a, b) => a - b)]);
        return new PriorComparison
        {
            Images = images.Count,
            FittedNats = theirs.Average(),
            OwnNats = ours.Average(),
            GainNats = gain.Mean,
            GainStandardErrorNats = gain.StandardError,
        };
    }
}
