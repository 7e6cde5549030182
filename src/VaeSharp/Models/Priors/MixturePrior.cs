using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Priors;

/// <summary>A learned mixture of Gaussians.</summary>
/// <param name="Components">K, the Gaussians; 1 to 10,000.</param>
[Choice("mixture", "Learned mixture of Gaussians", "Tomczak & Welling 2018", Order = 2)]
public sealed record MixtureOptions([property: Range(1, 10_000)] int Components = 100) : PriorOptions
{
    /// <inheritdoc/>
    public override bool CanBeFitted => true;

    /// <inheritdoc/>
    public override string Title => $"{Kind} of {Components}";

    /// <inheritdoc/>
    public override int FewestPoints => Components;

    /// <inheritdoc/>
    internal override double StepNumbers(StepSizes sizes, double encoder) =>
        base.StepNumbers(sizes, encoder) + (4.0 * Components * (sizes.Decoded + sizes.Latents));

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new MixturePrior(inputs.Latents, Components);
}

/// <summary>A mixture of Gaussians with learned weights, means and variances.</summary>
/// <remarks>Source: Tomczak &amp; Welling 2018, section 2.2, "MoG".</remarks>
internal sealed class MixturePrior : Prior
{
    private readonly Parameter log_weights;
    private readonly Parameter means;
    private readonly Parameter log_variances;

    /// <summary>Starts with equal weights, means drawn from N(0, I) and unit variances.</summary>
    public MixturePrior(long dimension, long components)
        : base(nameof(MixturePrior))
    {
        (long rows, long columns) = WeightBudget.Spend(components, dimension, times: 2, more: components);
        log_weights = new Parameter(zeros(rows));
        means = new Parameter(randn(rows, columns));
        log_variances = new Parameter(zeros(rows, columns));
        RegisterComponents();
    }

    /// <summary>How many Gaussians it has.</summary>
    public int Components => (int)means.shape[0];

    /// <summary>Becomes a mixture that was found elsewhere.</summary>
    /// <param name="mixture">With as many components and dimensions.</param>
    /// <exception cref="ArgumentException">Its shape is another.</exception>
    public void Take(GaussianMixture mixture)
    {
        if (!mixture.Components.Mean.shape.AsSpan().SequenceEqual(means.shape))
        {
            throw new ArgumentException(
                $"The mixture has shape [{string.Join(", ", mixture.Components.Mean.shape)}]; "
                + $"expected [{string.Join(", ", means.shape)}].", nameof(mixture));
        }

        using var mode = no_grad();
        log_weights.copy_(mixture.LogWeights);
        means.copy_(mixture.Components.Mean);
        log_variances.copy_(mixture.Components.LogVariance);
    }

    private GaussianMixture Mixture => new(new DiagonalGaussian(means, log_variances), log_weights);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor? label) => Mixture.LogProbability(z);

    /// <inheritdoc/>
    public override Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1) =>
        Mixture.Sample(count, random, temperature);
}
