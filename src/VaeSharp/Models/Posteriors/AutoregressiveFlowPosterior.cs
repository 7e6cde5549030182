using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Posteriors;

/// <summary>A Inverse autoregressive flow: a Gaussian transformed by autoregressive steps: Kingma et al. 2016.</summary>
/// <param name="Dimension">The latent dimension D.</param>
/// <param name="Steps">Inverse autoregressive steps after the Gaussian; 1 to 64.</param>
/// <param name="Hidden">Width of the two hidden layers of each.</param>
[Choice("iaf", "Inverse autoregressive flow: a Gaussian transformed by autoregressive steps", "Kingma et al. 2016", Order = 4)]
public sealed record AutoregressiveFlowOptions(
    int Dimension,
    [property: Range(1, 64)] int Steps = 4,
    [property: Range(1, 8192)] int Hidden = 320) : PosteriorOptions(Dimension)
{
    /// <inheritdoc/>
    public override bool HasDensityEverywhere => false;

    /// <inheritdoc/>
    /// <remarks>The networks' masks are applied anew at each step.</remarks>
    internal override double StepNumbers(StepSizes sizes) => base.StepNumbers(sizes)
        + (Steps * ((sizes.Decoded * ((4.0 * Hidden) + (8 * sizes.Latents))) + (2.0 * Hidden * (Hidden + (3 * sizes.Latents)))));

    /// <inheritdoc/>
    public override Posterior Create(PosteriorInputs inputs) =>
        new AutoregressiveFlowPosterior(inputs.Features, Dimension, Steps, Hidden);
}

/// <summary>A diagonal Inverse autoregressive flow: a Gaussian transformed by autoregressive steps that know the features.</summary>
/// <remarks>Source: Kingma et al. 2016, algorithm 1.</remarks>
internal sealed class AutoregressiveFlowPosterior : Posterior
{
    private readonly Affine mean;
    private readonly Affine log_variance;
    private readonly ModuleList<AutoregressiveNetwork> steps;

    /// <summary>From <paramref name="features"/> to a distribution over <paramref name="dimension"/> latents.</summary>
    /// <param name="features">The encoder's.</param>
    /// <param name="dimension">D.</param>
    /// <param name="count">How many steps.</param>
    /// <param name="hidden">Width of their networks.</param>
    public AutoregressiveFlowPosterior(long features, long dimension, int count, long hidden)
        : base(nameof(AutoregressiveFlowPosterior), dimension)
    {
        mean = new Affine(features, dimension);
        log_variance = new Affine(features, dimension);
        steps = ModuleList<AutoregressiveNetwork>();
        for (int i = 0; i < count; i++)
        {
            steps.Add(new AutoregressiveNetwork(dimension, features, hidden));
        }

        RegisterComponents();
    }

    /// <summary>Shape [B, features] to a distribution over [B, D].</summary>
    public override LatentDistribution forward(Tensor features) => new FlowDistribution(
        new DiagonalGaussian(mean.call(features), log_variance.call(features)),
        [.. steps.Select((step, i) => new AutoregressiveStep(step, step.Context(features), Reversed: i > 0))]);
}
