using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>p(z).</summary>
/// <param name="name">For messages.</param>
public abstract class Prior(string name) : Module(name)
{
    /// <summary>How many classes the label has that it depends on; 0 where it depends on none.</summary>
    internal virtual int Classes => 0;

    /// <summary>KL(q(z|x) ‖ p(z)) where it has a closed form; else null, and a sample of z must do.</summary>
    /// <param name="posterior">q(z|x).</param>
    /// <param name="label">One-hot, or a mixture of classes; [B, classes]. For priors that depend on it.</param>
    /// <returns>Each latent dimension by itself, shape [B, D], or all of them as one, shape [B, 1]; nats.</returns>
    public virtual Tensor? RatePerDimension(LatentDistribution posterior, Tensor? label) => null;

    /// <summary>log p(z); shape [B], nats.</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <param name="label">As above.</param>
    public abstract Tensor LogProbability(Tensor z, Tensor? label);

    /// <summary>log p(z) with about how far it is off where it comes from a solver; null where it is exact. Shape [B] each, nats.</summary>
    /// <inheritdoc cref="LogProbability" path="/param"/>
    internal virtual (Tensor Log, Tensor? Error) LogProbabilityWithError(Tensor z, Tensor? label) => (LogProbability(z, label), null);

    /// <summary>Draws latents; shape [count, D].</summary>
    /// <param name="count">Samples; at least 1.</param>
    /// <param name="label">As above, one for each.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Multiplies the standard deviation; 1 samples the prior itself.</param>
    public abstract Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1);

    /// <summary>The same, with guidance or in steps where it knows them.</summary>
    /// <inheritdoc cref="Sample(long, Tensor, RandomStream, double)" path="/param"/>
    internal virtual Tensor Sample(long count, Tensor? label, RandomStream random, PriorSampling how) =>
        Sample(count, label, random, how.Temperature);

    /// <summary>What a fit lowers for each encoding, in expectation over its noise; shape [B].</summary>
    /// <param name="points">Encodings: latents [B, D], or codes [B, P].</param>
    /// <param name="label">One-hot, [B, classes], where it depends on one; a row of zeros says that the class is unknown.</param>
    /// <param name="noise">Of the step.</param>
    internal virtual Tensor FitLoss(Tensor points, Tensor? label, FitNoise noise) => -LogProbability(points, label);

    /// <summary>Looks at all encodings before a fit to them begins: for their scale.</summary>
    /// <param name="points">As above; shape [N, D] or [N, P].</param>
    internal virtual void Prepare(Tensor points)
    {
    }

    /// <summary>Classes as it reads them: one-hot, [B, classes]; null where it depends on none.</summary>
    /// <param name="classes">One for each latent; int64 [B].</param>
    /// <exception cref="ArgumentNullException">It depends on a label, and there is none.</exception>
    internal Tensor? LabelOf(Tensor? classes) => Classes == 0 ? null
        : functional.one_hot(classes ?? throw new ArgumentNullException(nameof(classes), "This prior is conditioned on labels."), Classes)
            .to(ScalarType.Float32);
}
