using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation.Quality;

/// <summary>What latents tell of images, and how far all of them together are from the prior: the rate is the sum of the two.</summary>
/// <remarks>E[KL(q(z|x) ‖ p(z))] = I(x; z) + KL(q(z) ‖ p(z)) with q(z) the mean of q(z|x) over images: Hoffman &amp; Johnson 2016,
/// equation 8. The bound is that of Poole et al. 2019, equation 12, with q(z|x) as the conditional, and is below log N whatever the model.</remarks>
/// <param name="LeastNats">A lower bound of I(x; z), nats per image.</param>
/// <param name="RateNats">An upper bound of it: it would be I(x; z) if q(z) were the prior.</param>
/// <param name="Images">N, over which q(z) is a mean.</param>
internal sealed record MutualInformation(double LeastNats, double RateNats, int Images)
{
    private const int MostImages = 10_000;

    /// <summary>An upper bound of KL(q(z) ‖ p(z)), nats.</summary>
    public double MostGapNats => Math.Max(0, RateNats - LeastNats);

    /// <summary>log N: more the lower bound cannot be.</summary>
    public double CeilingNats => Math.Log(Images);

    /// <summary>Measures a model.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="images">Of the model's shape; at most 10,000 are used.</param>
    /// <param name="recipe">Says how images are binarised.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="device">Where the images go.</param>
    /// <returns>Null where q(z|x) is no diagonal Gaussian, or there is no one prior.</returns>
    public static MutualInformation? Of(VariationalAutoencoder model, ImageDataset images, Recipe recipe, ulong seed, Device? device = null)
    {
        if (recipe.Objective.IsDeterministic || model.Shape.PriorSeesLabels || images.Count < 2)
        {
            return null;
        }

        using NativeWork work = NativeWork.Begin();
        using var scope = NewDisposeScope();
        images = images.Spread(Math.Min(MostImages, images.Count));
        long latents = model.Shape.Latents;
        Tensor means = empty([images.Count, latents], ScalarType.Float64, device);
        Tensor logVariances = empty_like(means);
        Tensor samples = empty_like(means);
        var rates = new double[images.Count];
        bool isGaussian = true;
        EvaluationPass.Run(model, images, recipe.Data.Binarization, seed, device, progress: null, batch =>
        {
            EncodedImages encoded = model.Encode(batch.X, batch.Labels);
            isGaussian &= encoded.Posterior is DiagonalGaussian { Mean: var mean } && mean.shape[1] == latents;
            if (isGaussian && encoded.Posterior is DiagonalGaussian q)
            {
                Tensor rate = encoded.RatePerDimension()?.sum(1) ?? encoded.Elbo(batch.X, batch.Random).Rate; // [B]
                EvaluationPass.Store(rate, rates, batch.First);
                means.narrow(0, batch.First, batch.Count).copy_(q.Mean);
                logVariances.narrow(0, batch.First, batch.Count).copy_(q.LogVariance);
                samples.narrow(0, batch.First, batch.Count).copy_(q.Sample(batch.Random));
            }
        });
        return isGaussian
            ? new MutualInformation(LowerBound(means, logVariances, samples), rates.Average(), images.Count)
            : null;
    }

    /// <summary>mean over n of log q(zₙ|xₙ) − log (1/N) Σₘ q(zₙ|xₘ), zₙ ~ q(z|xₙ).</summary>
    /// <param name="means">μ; float64, [N, D].</param>
    /// <param name="logVariances">log σ²; float64, [N, D].</param>
    /// <param name="samples">z; float64, [N, D].</param>
    internal static double LowerBound(Tensor means, Tensor logVariances, Tensor samples)
    {
        using var scope = NewDisposeScope();
        const int rows = 250;
        Tensor precisions = (-logVariances).exp();                                                   // [N, D]
        Tensor turned = precisions.t();
        Tensor shifted = (means * precisions).t();
        Tensor constants = (means.square() * precisions).sum(1) + logVariances.sum(1);               // [N]
        int count = (int)means.shape[0];
        double sum = 0;
        for (int first = 0; first < count; first += rows)
        {
            using var inner = NewDisposeScope();
            Tensor z = samples.narrow(0, first, Math.Min(rows, count - first));                      // [R, D]
            // Without the constant of all Gaussians, which both terms have.
            Tensor logs = -0.5 * (z.square().matmul(turned) - (2 * z.matmul(shifted)) + constants); // [R, N]
            Tensor own = logs.diagonal(first);                                                       // [R]
            sum += (own - logs.logsumexp(1) + Math.Log(count)).sum().item<double>();
        }

        return sum / count;
    }
}
