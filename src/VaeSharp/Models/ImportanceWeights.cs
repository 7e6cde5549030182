using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>How the gradient of a bound with several samples reaches the encoder.</summary>
public enum GradientEstimator
{
    /// <summary>Through the samples and through log q(z|x) itself: Burda et al. 2016, equation 12.</summary>
    Reparameterized,

    /// <summary>Through the samples alone, less noisy where q fits well: Roeder, Wu &amp; Duvenaud 2017, equation 7. Unbiased
    /// for one sample; biased for more (Tucker et al. 2019, section 4).</summary>
    StickingTheLanding,

    /// <summary>Through the samples alone with squared weights: unbiased, and its signal does not vanish as samples
    /// grow. Tucker, Lawson, Gu &amp; Maddison 2019, equation 8.</summary>
    DoublyReparameterized,
}

/// <summary>K samples of z for each image, and the logarithms that make their weights w = p(x|z) p(z)/q(z|x).</summary>
/// <remarks>With a rate weight β below 1, as in a warm-up, w = p(x|z) (p(z)/q(z|x))^β: Sønderby et al. 2016, section
/// 2.2. See docs/theory.md#importance-weights.</remarks>
internal sealed record ImportanceWeights
{
    internal ImportanceWeights(Tensor distortion, Tensor logPrior, Tensor logPosterior, GradientScale gradientScale)
    {
        Distortion = distortion;
        LogPrior = logPrior;
        LogPosterior = logPosterior;
        GradientScale = gradientScale;
    }

    /// <summary>−log p(x|z); shape [K, B], nats.</summary>
    public Tensor Distortion { get; }

    /// <summary>log p(z); shape [K, B], nats.</summary>
    public Tensor LogPrior { get; }

    /// <summary>log q(z|x); shape [K, B], nats.</summary>
    public Tensor LogPosterior { get; }

    // Scales the gradients of the samples, for the doubly reparameterised estimator.
    internal GradientScale GradientScale { get; }

    /// <summary>β; 1 for weights that bound log p(x).</summary>
    public double RateWeight { get; init; } = 1;

    /// <summary>log w; shape [K, B], nats.</summary>
    public Tensor Log => (RateWeight * (LogPrior - LogPosterior)) - Distortion;

    /// <summary>w/Σ w within each of so many equal groups, without gradients; shape [K, B].</summary>
    public Tensor Normalized(long groups = 1)
    {
        using var mode = no_grad();
        Tensor log = Log;
        return log.view(groups, log.shape[0] / groups, -1).softmax(1).view(log.shape);
    }

    /// <summary>What the doubly reparameterised estimator makes of gradients that enter a sample by its log w.</summary>
    /// <param name="normalized">The sample's share w/Σ w; any shape.</param>
    /// <returns>1 − β + β w/Σ w: log q(z|x), which weighs β, is not differentiated but in this way.</returns>
    /// <remarks>Source: Tucker et al. 2019, equation 8, which is that of β = 1; the same steps lead to it.</remarks>
    public Tensor DoublyReparameterized(Tensor normalized) => (1 - RateWeight) + (RateWeight * normalized);

    /// <summary>The bounds log (Σ w)/K on log p(x), of the samples in so many equal groups; shape [groups, B], nats.</summary>
    /// <remarks>Sources: Burda et al. 2016, equation 8; with groups Rainforth et al. 2018, equation 8.</remarks>
    public Tensor Bound(long groups = 1)
    {
        Tensor log = Log;
        long samples = log.shape[0] / groups;
        return log.view(groups, samples, -1).logsumexp(1) - Math.Log(samples);
    }

    /// <summary>Each sample's own ELBO, in the parts that reports know: distortion, and log q(z|x) − log p(z) as rate.</summary>
    public Elbo MeanElbo() => new(Distortion.mean([0]), (LogPosterior - LogPrior).mean([0]).unsqueeze(1));
}
