using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Priors;

/// <summary>The mixture of the posteriors of learned images: Tomczak &amp; Welling 2018.</summary>
/// <param name="Components">How many images.</param>
[Choice("vamp", "Mixture of the posteriors of learned images", "Tomczak & Welling 2018", Order = 3)]
public sealed record VampOptions([property: Range(1, 10_000)] int Components = 500) : PriorOptions
{
    /// <inheritdoc/>
    public override bool MixesPosteriors => true;

    /// <inheritdoc/>
    public override bool IsOver(LatentSpace space) => space != LatentSpace.Codes;

    /// <inheritdoc/>
    /// <remarks>The learned images are encoded beside those of the batch.</remarks>
    internal override double StepNumbers(StepSizes sizes, double encoder) =>
        base.StepNumbers(sizes, encoder) + (Components * (encoder + (3 * sizes.Values) + (8 * sizes.Latents) + (4 * sizes.Decoded)));

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new VampPrior(inputs.Images, Components, inputs.Encode!);
}

/// <summary>The mean of the posteriors of learned images, Σₖ q(z|uₖ)/K: the prior that fits them best among mixtures.</summary>
/// <remarks>Source: Tomczak &amp; Welling 2018, equation 9.</remarks>
internal sealed class VampPrior : Prior
{
    // The pixels of MNIST are mostly dark; equal images would stay equal, so each starts a little apart.
    private const double InitialMean = 0.05;
    private const double InitialDeviation = 0.01;

    private readonly Parameter images;
    private readonly Func<Tensor, LatentDistribution> _encode;

    /// <summary>Starts with dark images.</summary>
    /// <param name="shape">Of an image.</param>
    /// <param name="components">K, how many images.</param>
    /// <param name="encode">From images, shape [K, C, H, W], to their posteriors; its weights stay the model's.</param>
    public VampPrior(ImageShape shape, long components, Func<Tensor, LatentDistribution> encode)
        : base(nameof(VampPrior))
    {
        (long count, long values) = WeightBudget.Spend(components, shape.Values);
        Tensor start = values == shape.Values ? randn(count, shape.Channels, shape.Height, shape.Width) : zeros(count, values);
        images = new Parameter((start * InitialDeviation) + InitialMean);
        _encode = encode;
        RegisterComponents();
    }

    /// <summary>The learned images, limited to [0, 1]; shape [K, C, H, W].</summary>
    public Tensor Images => images.clamp(0, 1);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor? label)
    {
        LatentDistribution each = _encode(Images);
        return each is DiagonalGaussian components
            ? Mixture(components).LogProbability(z)
            : each.LogProbabilityOfEach(z).logsumexp(1) - Math.Log(images.shape[0]);
    }

    /// <inheritdoc/>
    public override Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1)
    {
        if (_encode(Images) is DiagonalGaussian components)
        {
            return Mixture(components).Sample(count, random, temperature);
        }

        Tensor chosen = (random.Uniform(count) * images.shape[0]).to(ScalarType.Int64).clamp_max(images.shape[0] - 1);
        return _encode(Images.index_select(0, chosen)).Sample(random, temperature);
    }

    // Its distances are two products of matrices, and nothing is kept for each pair.
    private GaussianMixture Mixture(DiagonalGaussian components) =>
        new(components, zeros(images.shape[0], device: images.device));
}
