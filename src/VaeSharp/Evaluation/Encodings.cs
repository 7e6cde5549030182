using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>q(z|x) of every image of a data set, in its order.</summary>
/// <param name="Dimension">The latent dimension D.</param>
/// <param name="Means">μ: N×D values, image after image.</param>
/// <param name="LogVariances">log σ²: N×D values, image after image; null where q(z|x) is no diagonal Gaussian
/// or the encoder gives one point.</param>
/// <param name="Labels">The class of each image.</param>
/// <param name="MeanRatesNats">KL(q(z|x) ‖ p(z)) of each latent dimension, mean over images; D values. Where there is none or
/// it does not split by dimension, ½ log(1 + the mean's variance over images by the prior's), which is 0 for a dimension that
/// is not used.</param>
public sealed record Encodings(
    int Dimension, float[] Means, float[]? LogVariances, byte[] Labels, IReadOnlyList<double> MeanRatesNats)
{
    /// <summary>The codes of each image, N×P numbers, where q(z|x) puts z on codes; else null.</summary>
    public long[]? Codes { get; init; }

    /// <summary>N, the images that are encoded.</summary>
    public int Count => Labels.Length;

    /// <summary>Latent dimensions by their mean rate, the most informative first.</summary>
    public IReadOnlyList<int> DimensionsByRate() =>
        [.. Enumerable.Range(0, Dimension).OrderByDescending(d => MeanRatesNats[d]).ThenBy(d => d)];

    /// <summary>Encodes a data set.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="images">At least one image of the model's shape.</param>
    /// <param name="recipe">Says how images are binarised.</param>
    /// <param name="seed">Of dynamic binarisation.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    public static Encodings Of(
        VariationalAutoencoder model,
        ImageDataset images,
        Recipe recipe,
        ulong seed,
        Device? device = null,
        IProgress<double>? progress = null)
    {
        int dimension = (int)model.Shape.Latents;
        var means = new float[images.Count * dimension];
        float[]? logVariances = null;
        long[]? codes = null;
        double[]? rates = null;
        var activity = new LatentActivity(model.Shape.LatentVariance);
        EvaluationPass.Run(model, images, recipe.Data.Binarization, seed, device, progress, batch =>
        {
            EncodedImages encoded = model.Encode(batch.X, batch.Labels);
            LatentDistribution q = encoded.Posterior;
            activity.Add(q.Mean);
            Copy(q.Mean, means.AsSpan(batch.First * dimension, batch.Count * dimension));
            if (q is DiagonalGaussian gaussian && !recipe.Objective.IsDeterministic)
            {
                logVariances ??= new float[images.Count * dimension];
                Copy(gaussian.LogVariance, logVariances.AsSpan(batch.First * dimension, batch.Count * dimension));
            }

            if (q is QuantizedVectors { Codes: var numbers })
            {
                int positions = (int)numbers.shape[1];
                codes ??= new long[images.Count * positions];
                numbers.cpu().data<long>().CopyTo(codes.AsSpan(batch.First * positions, batch.Count * positions));
            }

            if (!recipe.Objective.IsDeterministic && encoded.RatePerDimension() is { } rate && rate.shape[1] == dimension)
            {
                double[] sums = rate.to(ScalarType.Float64).sum([0L]).cpu().data<double>().ToArray(); // [D]
                rates = [.. (rates ?? new double[dimension]).Zip(sums, (a, b) => a + b)];
            }
        });
        double[] each = rates is null
            ? [.. activity.Variances.Select(variance => 0.5 * Math.Log(1 + Math.Max(0, variance)))]
            : [.. rates.Select(r => r / images.Count)];
        return new Encodings(dimension, means, logVariances, images.Labels, each) { Codes = codes };
    }

    private static void Copy(Tensor from, Span<float> to)
    {
        using Tensor here = from.contiguous().cpu();
        here.data<float>().CopyTo(to);
    }
}
