using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>The log density, or probability, of held-out encodings under a fitted prior and under the model's own.</summary>
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

    /// <summary>−ELBO with the fitted prior in place of the model's own; nats per image. Absent where there is none: for an encoder that
    /// gives a point, or without a likelihood. A bound on −log p(x|y) where a prior or the decoder sees the label.</summary>
    public double? FittedNegativeElboNats { get; init; }

    /// <summary>The same with the model's own prior, measured on the same samples.</summary>
    public double? OwnNegativeElboNats { get; init; }

    /// <summary>The first of the two for each value, in bits; absent unless the likelihood is over 256 levels.</summary>
    public double? FittedBitsPerDimension { get; init; }

    /// <summary>About how far the log density under the fitted prior is off because a solver found it, a mean over images; absent where it
    /// is exact.</summary>
    public double? FittedErrorNats { get; init; }

    /// <summary>Whether the fitted prior sees the label.</summary>
    public bool FittedSeesLabels { get; init; }

    /// <summary>Measures on samples of q(z|x).</summary>
    /// <param name="model">Left in the mode it came in; its latents stand in one layer.</param>
    /// <param name="fitted">Over its latents.</param>
    /// <param name="images">That the fit has not seen.</param>
    /// <param name="recipe">Says how images are binarised.</param>
    /// <param name="seed">Of the noise of z and of binarisation.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <exception cref="ArgumentException">The model has no single prior.</exception>
    public static PriorComparison Of(
        VariationalAutoencoder model, Prior fitted, ImageDataset images, Recipe recipe, ulong seed, Device? device = null,
        IProgress<double>? progress = null)
    {
        if (model.Prior is not { } own)
        {
            throw new ArgumentException("The model has a prior for each group; expected a single p(z).", nameof(model));
        }

        bool bound = !recipe.Objective.IsDeterministic && model.Support != PixelSupport.None;
        var theirs = new double[images.Count];
        var ours = new double[images.Count];
        var errors = new double[images.Count];
        bool exact = true;
        var rest = new double[images.Count]; // −log p(x|z) + log q(z|x)
        EvaluationPass.Run(model, images, recipe.Data.Binarization, seed, device, progress, batch =>
        {
            EncodedImages encoded = model.Encode(batch.X, batch.Labels);
            Tensor z;
            if (bound)
            {
                (z, Tensor log) = encoded.Posterior.SampleWithLogProbability(batch.Random); // [B, D], [B]
                EvaluationPass.Store(encoded.Distortion(batch.X, z) + log, rest, batch.First);
            }
            else
            {
                z = EvaluationPass.SamplePosterior(encoded.Posterior, recipe, batch.Random);
            }

            (Tensor found, Tensor? error) = fitted.LogProbabilityWithError(z, fitted.LabelOf(batch.Labels));
            EvaluationPass.Store(found, theirs, batch.First);
            if (error is not null)
            {
                exact = false;
                EvaluationPass.Store(error, errors, batch.First);
            }

            Tensor? label = model.Shape.PriorSeesLabels
                ? nn.functional.one_hot(batch.Labels, model.Shape.Classes).to(ScalarType.Float32)
                : null;
            EvaluationPass.Store(own.LogProbability(z, label), ours, batch.First);
        });
        MeanWithError gain = MeanWithError.Of([.. theirs.Zip(ours, (a, b) => a - b)]);
        double? elbo = bound ? rest.Average() - theirs.Average() : null;
        return new PriorComparison
        {
            Images = images.Count,
            FittedNats = theirs.Average(),
            OwnNats = ours.Average(),
            GainNats = gain.Mean,
            GainStandardErrorNats = gain.StandardError,
            FittedNegativeElboNats = elbo,
            OwnNegativeElboNats = bound ? rest.Average() - ours.Average() : null,
            FittedBitsPerDimension = model.Support == PixelSupport.Levels256 ? elbo / (images.Shape.Values * Math.Log(2)) : null,
            FittedErrorNats = exact ? null : errors.Average(),
            FittedSeesLabels = fitted.Classes > 0,
        };
    }
}
