using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>Images as a <see cref="LatentModel"/> has encoded them: q(z|x), their labels, and the way on from z.</summary>
/// <param name="labels">One for each image, where a part sees them.</param>
internal abstract class EncodedLatents(LabelInputs labels)
{
    /// <summary>Of the images.</summary>
    public LabelInputs Labels { get; } = labels;

    /// <summary>q(z|x); over [B, D].</summary>
    public abstract LatentDistribution Posterior { get; }

    /// <summary>KL(q(z|x) ‖ p(z)) where it has a closed form, else null: see <see cref="Prior.RatePerDimension"/>.</summary>
    public virtual Tensor? RatePerDimension => null;

    /// <summary>The parameters of p(x|z); shape [B, P, H, W].</summary>
    /// <param name="z">One for each image; shape [B, D].</param>
    public abstract Tensor Decode(Tensor z);

    /// <summary>A sample of z with its rate and the parameters of p(x|z): what a step of training needs.</summary>
    /// <param name="random">Where the noise of z comes from.</param>
    public abstract DecodedSample SampleAndDecode(RandomStream random);

    /// <summary>A sample of z with log p(z) and log q(z|x): what an importance weight needs.</summary>
    /// <param name="random">Where the noise of z comes from.</param>
    /// <param name="estimator">How gradients pass through the samples.</param>
    public abstract ImportanceTerms WeightTerms(RandomStream random, GradientEstimator estimator);

    /// <summary>The terms of the importance weights of samples of z that were drawn before.</summary>
    /// <param name="drawn">From <see cref="Posterior"/>, one for each image.</param>
    /// <param name="estimator">How gradients pass through the samples.</param>
    public abstract ImportanceTerms WeightTerms((Tensor Z, Tensor LogProbability) drawn, GradientEstimator estimator);

    /// <summary>The same for a batch that stands <paramref name="times"/> times, one after the other.</summary>
    public abstract EncodedLatents Repeat(long times);
}

/// <summary>A sample of z for each image, and what comes of it.</summary>
/// <param name="Z">Shape [B, D].</param>
/// <param name="RatePerDimension">As in <see cref="Elbo.RatePerDimension"/>.</param>
/// <param name="Parameters">Of p(x|z); shape [B, P, H, W].</param>
internal sealed record DecodedSample(Tensor Z, Tensor RatePerDimension, Tensor Parameters);

/// <summary>The terms of an importance weight, p(x|z) p(z)/q(z|x), for a sample of z in each row.</summary>
/// <param name="LogPrior">log p(z); shape [B], nats.</param>
/// <param name="LogPosterior">log q(z|x); shape [B], nats.</param>
/// <param name="Parameters">Of p(x|z); shape [B, P, H, W].</param>
/// <param name="GradientScale">Scales the gradients of the samples, for the doubly reparameterised estimator.</param>
internal sealed record ImportanceTerms(Tensor LogPrior, Tensor LogPosterior, Tensor Parameters, GradientScale GradientScale);
