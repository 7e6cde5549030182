using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>The evidence lower bound and its two parts: ELBO = −(distortion + rate).</summary>
/// <param name="Distortion">−log p(x|z), one sample of z; shape [B], nats per image.</param>
/// <param name="RatePerDimension">KL(q(z|x) ‖ p(z)) of each number of each group of latents, over its positions (<see
/// cref="LatentLayout.RateTerms"/>); with one position, of each latent dimension; shape [B, D], nats per image. Where there is no
/// closed form, one column for all dimensions, estimated with one sample of z as log q(z|x) − log p(z); shape [B, 1].</param>
/// <remarks>Source: Kingma &amp; Welling 2014, equation 3; the words are Alemi et al. 2018's.
/// See docs/theory.md#elbo.</remarks>
public sealed record Elbo(Tensor Distortion, Tensor RatePerDimension)
{
    /// <summary>q(z|x), where the bound came from a model.</summary>
    public LatentDistribution? Posterior { get; init; }

    /// <summary>The sample of z; shape [B, D].</summary>
    public Tensor? Z { get; init; }

    /// <summary>KL(q(z|x) ‖ p(z)); shape [B], nats per image.</summary>
    public Tensor Rate => RatePerDimension.sum(1);

    /// <summary>The bound itself, which rises in training; shape [B], nats per image.</summary>
    public Tensor Value => -(Distortion + Rate);

    /// <summary>What training lowers: distortion + β · rate, and the posterior's penalty where it has one; the mean over
    /// images.</summary>
    /// <param name="beta">β of Higgins et al. 2017, equation 4; the ELBO itself at 1.</param>
    /// <param name="freeBits">Nats that each term of the rate may use unpunished: Kingma et al. 2016, equation 15.</param>
    /// <returns>A scalar, nats per image.</returns>
    public Tensor Loss(double beta = 1, double freeBits = 0)
    {
        Tensor rate = freeBits > 0
            ? RatePerDimension.mean([0]).clamp(freeBits).sum()
            : Rate.mean();
        Tensor loss = Distortion.mean() + (beta * rate);
        return Posterior?.Penalty is { } penalty ? loss + penalty.mean() : loss;
    }
}
