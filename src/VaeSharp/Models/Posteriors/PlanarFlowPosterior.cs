using System.ComponentModel.DataAnnotations;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Posteriors;

/// <summary>A Planar flow: a Gaussian transformed by planar steps: Rezende &amp; Mohamed 2015.</summary>
/// <param name="Dimension">The latent dimension D.</param>
/// <param name="Flows">How many steps.</param>
[Choice("planar-flow", "Planar flow: a Gaussian transformed by planar steps", "Rezende & Mohamed 2015", Order = 3)]
public sealed record PlanarFlowOptions(
    int Dimension, [property: Range(1, 256)] int Flows = 10) : PosteriorOptions(Dimension)
{
    /// <inheritdoc/>
    public override bool HasDensityEverywhere => false;

    /// <inheritdoc/>
    internal override double StepNumbers(StepSizes sizes) => base.StepNumbers(sizes) + (6 * sizes.Decoded * sizes.Latents * Flows);

    /// <inheritdoc/>
    public override Posterior Create(PosteriorInputs inputs) => new PlanarFlowPosterior(inputs.Features, Dimension, Flows);
}

/// <summary>A diagonal Planar flow: a Gaussian transformed by planar steps whose parameters are affine in the features.</summary>
/// <remarks>Source: Rezende &amp; Mohamed 2015, section 4.1, with parameters from the encoder as in its algorithm 1.</remarks>
internal sealed class PlanarFlowPosterior : Posterior
{
    private readonly Affine mean;
    private readonly Affine log_variance;
    private readonly Affine planes;
    private readonly int _flows;

    /// <summary>From <paramref name="features"/> to a distribution over <paramref name="dimension"/> latents.</summary>
    /// <param name="features">The encoder's.</param>
    /// <param name="dimension">D.</param>
    /// <param name="flows">How many steps.</param>
    public PlanarFlowPosterior(long features, long dimension, int flows)
        : base(nameof(PlanarFlowPosterior), dimension)
    {
        _flows = flows;
        mean = new Affine(features, dimension);
        log_variance = new Affine(features, dimension);
        planes = new Affine(features, flows * ((2 * dimension) + 1));
        RegisterComponents();
    }

    /// <summary>Shape [B, features] to a distribution over [B, D].</summary>
    public override LatentDistribution forward(Tensor features)
    {
        Tensor[] steps = planes.call(features).chunk(_flows, 1); // each [B, 2·D + 1]
        return new FlowDistribution(
            new DiagonalGaussian(mean.call(features), log_variance.call(features)),
            [
                .. steps.Select(step => new PlanarStep(
                    step.narrow(1, 0, Dimension), step.narrow(1, Dimension, Dimension), step.narrow(1, 2 * Dimension, 1))),
            ]);
    }
}
