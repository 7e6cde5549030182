using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>How latents stand between an image and the parameters of p(x|z): in one layer, or in a ladder of groups.</summary>
/// <param name="name">For messages.</param>
/// <remarks>Its children's names are the keys of a checkpoint; numbers to be learned belong to children.</remarks>
internal abstract class LatentModel(string name) : Module(name)
{
    /// <summary>p(z); null where each group of latents has its own, p(z|z above).</summary>
    public virtual Prior? Prior => null;

    /// <summary>The groups of latents that reports count the rate by, in the order of z; none where there is one layer.</summary>
    public virtual IReadOnlyList<LatentGroup> Groups => [];

    /// <summary>The weights that only q(z|x) uses.</summary>
    public abstract IEnumerable<Parameter> InferenceParameters { get; }

    /// <summary>The weights that lead from z to the parameters of p(x|z): all but those of q(z|x) and p(z).</summary>
    public IEnumerable<Parameter> DecoderParameters
    {
        get
        {
            var others = InferenceParameters.Concat(Prior?.parameters() ?? []).Select(p => p.Handle).ToHashSet();
            return parameters().Where(p => !others.Contains(p.Handle));
        }
    }

    /// <summary>q(z|x); over [B, D].</summary>
    /// <param name="x">Shape [B, C, H, W].</param>
    /// <param name="labels">One for each image, where a part sees them.</param>
    public abstract LatentDistribution Encode(Tensor x, LabelInputs labels);

    /// <summary>q(z|x) in a training step: see <see cref="Posterior.Train"/>.</summary>
    /// <param name="x">Shape [B, C, H, W].</param>
    /// <param name="labels">As above.</param>
    /// <param name="random">For a posterior that draws in learning from the batch.</param>
    public virtual LatentDistribution Train(Tensor x, LabelInputs labels, RandomStream random) => Encode(x, labels);

    /// <summary>The parameters of p(x|z); shape [B, P, H, W].</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <param name="labels">As above.</param>
    public abstract Tensor Decode(Tensor z, LabelInputs labels);

    /// <summary>A sample of z with its rate and the parameters of p(x|z): what a step of training needs.</summary>
    /// <param name="q">q(z|x) of <see cref="Encode"/>.</param>
    /// <param name="labels">As above.</param>
    /// <param name="random">Where the noise of z comes from.</param>
    public abstract DecodedSample SampleAndDecode(LatentDistribution q, LabelInputs labels, RandomStream random);

    /// <summary>A sample of z with log p(z) and log q(z|x): what an importance weight needs.</summary>
    /// <param name="q">q(z|x), for as many rows as there shall be samples.</param>
    /// <param name="labels">One for each row.</param>
    /// <param name="random">Where the noise of z comes from.</param>
    /// <param name="estimator">How gradients pass through the samples.</param>
    public virtual ImportanceTerms WeightTerms(
        LatentDistribution q, LabelInputs labels, RandomStream random, GradientEstimator estimator) =>
        WeightTerms(q, q.SampleWithLogProbability(random), labels, estimator);

    /// <summary>What samples of z that were drawn before are worth.</summary>
    /// <param name="q">q(z|x), which they were drawn from.</param>
    /// <param name="drawn">One for each row.</param>
    /// <param name="labels">One for each row.</param>
    /// <param name="estimator">How gradients pass through the samples.</param>
    /// <exception cref="NotSupportedException">The latents are a ladder.</exception>
    public abstract ImportanceTerms WeightTerms(
        LatentDistribution q, LatentSample drawn, LabelInputs labels, GradientEstimator estimator);

    /// <summary>Latents drawn from p(z); shape [count, D].</summary>
    /// <param name="count">Samples; at least 1.</param>
    /// <param name="labels">One for each.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Multiplies the prior's standard deviation.</param>
    public abstract Tensor Sample(long count, LabelInputs labels, RandomStream random, Temperature temperature);

    /// <summary>KL(q(z|x) ‖ p(z)) where it has a closed form, else null: see <see cref="Prior.RatePerDimension"/>.</summary>
    public virtual Tensor? RatePerDimension(LatentDistribution q, LabelInputs labels) => null;
}

/// <summary>A group of latents in a ladder: so many at each place of a grid.</summary>
internal sealed record LatentGroup(int Height, int Width, int Channels);

/// <summary>A sample of z for each image, and what comes of it.</summary>
/// <param name="Z">Shape [B, D].</param>
/// <param name="RatePerDimension">As in <see cref="Elbo.RatePerDimension"/>.</param>
/// <param name="Parameters">Of p(x|z); shape [B, P, H, W].</param>
internal sealed record DecodedSample(Tensor Z, Tensor RatePerDimension, Tensor Parameters);

/// <summary>A sample of z for each row, and what it is worth.</summary>
/// <param name="LogPrior">log p(z); shape [B], nats.</param>
/// <param name="LogPosterior">log q(z|x); shape [B], nats.</param>
/// <param name="Parameters">Of p(x|z); shape [B, P, H, W].</param>
/// <param name="GradientScale">Where gradients enter the samples of the doubly reparameterised estimator.</param>
internal sealed record ImportanceTerms(Tensor LogPrior, Tensor LogPosterior, Tensor Parameters, GradientScale GradientScale);
