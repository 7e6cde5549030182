using System.ComponentModel.DataAnnotations;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace OwnChoices;

/// <summary>Independent Laplace densities around 0: most latents of an image are near 0, a few are far from it.</summary>
/// <param name="Scale">b; the standard deviation is √2 b.</param>
[Choice("laplace", "Independent Laplace densities: sparse latents", "Barello et al. 2018")]
public sealed record LaplacePriorOptions([property: Range(0.01, 10.0)] double Scale = 0.7) : PriorOptions
{
    /// <inheritdoc/>
    public override bool HasRatePerDimension => true;

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new LaplacePrior(inputs.Latents, Scale);
}

/// <summary>p(z) = Π exp(−|z|/b)/2b.</summary>
/// <remarks>Source: Barello, Charles &amp; Pillow 2018, "Sparse-coding variational auto-encoders".</remarks>
public sealed class LaplacePrior(long dimension, double scale) : Prior(nameof(LaplacePrior))
{
    // The largest below ½ that a float32 can be: the logarithm stays finite.
    private const double Outermost = 0.5 - 6e-8;

    /// <summary>For Gaussians in closed form: −½ log 2πeσ² + log 2b + E|z|/b, E|z| that of a folded Gaussian.</summary>
    /// <inheritdoc/>
    public override Tensor? RatePerDimension(LatentDistribution posterior, Tensor? label)
    {
        if (posterior is not DiagonalGaussian q)
        {
            return null; // and a sample of z must do
        }

        Tensor ratio = q.Mean * exp(-0.5 * q.LogVariance); // μ/σ; [B, D]
        Tensor deviation = exp(0.5 * q.LogVariance);
        Tensor distance = (deviation * Math.Sqrt(2 / Math.PI) * exp(-0.5 * ratio.square()))
            + (q.Mean * (ratio / Math.Sqrt(2)).erf()); // E|z|
        double constant = Math.Log(2 * scale) - (0.5 * Math.Log(2 * Math.PI * Math.E));
        return (distance / scale) - (0.5 * q.LogVariance) + constant; // [B, D]
    }

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor? label) =>
        -(z.abs() / scale).sum(1) - (dimension * Math.Log(2 * scale)); // [B]

    /// <inheritdoc/>
    public override Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1)
    {
        Tensor u = (random.Uniform(count, dimension) - 0.5).clamp(-Outermost, Outermost); // [count, D]
        return u.sign() * log1p(-2 * u.abs()) * (-scale * temperature);
    }
}
