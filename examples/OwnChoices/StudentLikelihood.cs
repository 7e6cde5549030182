using System.ComponentModel.DataAnnotations;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace OwnChoices;

/// <summary>A Student t density whose scale the decoder gives for each value: pixels that surprise cost less than a Gaussian's.</summary>
/// <param name="Freedom">ν, degrees of freedom; a Gaussian where it is large.</param>
/// <param name="MinimumLogScale">What log σ stays above; values are in [0, 1].</param>
[Choice("student-t", "Student t, scale of each value from the decoder", "Takahashi et al. 2018")]
public sealed record StudentOptions(
    [property: Range(1.1, 1000.0)] double Freedom = 5,
    [property: Range(-10.0, 0.0)] double MinimumLogScale = -2) : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new LocationScaleLikelihood(
        nameof(StudentOptions), MinimumLogScale, (centre, logScale) => new StudentDistribution(centre, logScale, Freedom));
}

/// <summary>p(x) ∝ (1 + t²/ν)^(−(ν + 1)/2) with t = (x − μ)/σ, for each value.</summary>
/// <param name="mean">μ; shape [B, C, H, W].</param>
/// <param name="logScale">log σ; the same shape.</param>
/// <param name="freedom">ν, above 1, so that there is a mean.</param>
/// <remarks>Source: Takahashi et al. 2018, "Student-t variational autoencoder for robust density estimation", equation 5, with one
/// ν for all values.</remarks>
public sealed class StudentDistribution(Tensor mean, Tensor logScale, double freedom) : PixelDistribution
{
    private const double LeastUniform = 1e-9;

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    public override Tensor Mean => mean;

    /// <inheritdoc/>
    public override Tensor LogProbabilityPerValue(Tensor x)
    {
        Tensor squared = ((x - mean) * exp(-logScale)).square();
        return (log1p(squared / freedom) * (-0.5 * (freedom + 1))) - logScale + Constant();
    }

    /// <inheritdoc/>
    /// <remarks>Bailey 1994: t = √(ν (u^(−2/ν) − 1)) cos 2πv.</remarks>
    public override Tensor Sample(RandomStream random)
    {
        Tensor u = random.Uniform(mean.shape).clamp_min(LeastUniform);
        Tensor radius = (expm1(log(u) * (-2 / freedom)) * freedom).sqrt();
        return mean + (exp(logScale) * radius * cos(random.Uniform(mean.shape) * (2 * Math.PI)));
    }

    // log Γ((ν + 1)/2) − log Γ(ν/2) − ½ log πν.
    private double Constant()
    {
        using Tensor logs = lgamma(tensor([(freedom + 1) / 2, freedom / 2])); // float64
        double[] found = logs.data<double>().ToArray();
        return found[0] - found[1] - (0.5 * Math.Log(Math.PI * freedom));
    }
}
