using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Priors;

/// <summary>N(0, I).</summary>
[Choice("standard-normal", "N(0, I)", "Kingma & Welling 2014", Order = 1)]
public sealed record StandardNormalOptions : PriorOptions
{
    /// <inheritdoc/>
    public override bool IsStandardNormal => true;

    /// <inheritdoc/>
    public override bool HasRatePerDimension => true;

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new StandardNormalPrior(inputs.Latents);
}

/// <summary>p(z) = N(0, I).</summary>
/// <remarks>Source: Kingma &amp; Welling 2014, section 3.</remarks>
/// <param name="dimension">The latent dimension D.</param>
internal sealed class StandardNormalPrior(long dimension) : Prior(nameof(StandardNormalPrior))
{
    /// <inheritdoc/>
    public override Tensor? RatePerDimension(LatentDistribution posterior, Tensor? label) => posterior switch
    {
        DiagonalGaussian q when q.Mean.shape[^1] == dimension => q.KlToStandardPerDimension(),
        DiagonalGaussian q => q.KlPerDimension(DiagonalGaussian.Standard(dimension)), // which says what does not fit
        FullGaussian q => q.KlDivergence(DiagonalGaussian.Standard(dimension, q.Mean.device)).unsqueeze(1),
        _ => null,
    };

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor? label) =>
        DiagonalGaussian.Standard(dimension, z.device).LogProbability(z);

    /// <inheritdoc/>
    public override Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1) =>
        random.Normal(count, dimension) * temperature;
}
