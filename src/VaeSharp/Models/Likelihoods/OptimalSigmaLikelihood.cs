using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Likelihoods;

/// <summary>A Gaussian with the σ that fits best.</summary>
[Choice("gaussian-optimal-sigma", "Gaussian, the σ of maximum likelihood", "Rybkin et al. 2021", Order = 4)]
public sealed record OptimalSigmaOptions : LikelihoodOptions
{
    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    public override bool LearnsFromBatch => true;

    /// <inheritdoc/>
    public override Likelihood Create(ImageShape images) => new OptimalSigmaLikelihood();
}

/// <summary>A Gaussian whose one σ is at each training step the best one: σ² is the mean squared error.</summary>
/// <remarks>
/// Source: Rybkin, Daniilidis &amp; Levine 2021 (σ-VAE), equation 5. In training σ² is the batch's own error; a σ that
/// looked at the test image would be no likelihood, so evaluation uses the running mean kept from training.
/// </remarks>
internal sealed class OptimalSigmaLikelihood : Likelihood
{
    private const double Momentum = 0.01;

    // A quarter of a grey level: keeps log σ finite where a batch is reproduced exactly.
    private const double SmallestVariance = 1e-6;

    private readonly Tensor variance;
    private readonly Tensor updates;

    /// <summary>Starts without a running mean.</summary>
    public OptimalSigmaLikelihood()
        : base(nameof(OptimalSigmaLikelihood))
    {
        variance = ones(1);
        updates = zeros(1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.RealLine;

    /// <inheritdoc/>
    internal override double? MeanOffset => 0;

    /// <summary>Means, shape [B, C, H, W], to p(x|z) with the running σ.</summary>
    public override PixelDistribution forward(Tensor mean) => new Gaussian(mean, 0.5 * log(variance));

    /// <summary>In training p(x|z) with the σ that is best for this batch; σ is part of the graph, as in the paper.</summary>
    public override PixelDistribution For(Tensor x, Tensor parameters)
    {
        if (!training)
        {
            return call(parameters);
        }

        Tensor error = (x - parameters).square().mean().clamp(SmallestVariance);
        using (no_grad())
        {
            updates.add_(1);
            // A plain mean over the first steps, then an exponential one.
            Tensor weight = maximum(1 / updates, full_like(updates, Momentum));
            variance.lerp_(error.detach().reshape(1), weight);
        }

        return new Gaussian(parameters, 0.5 * log(error));
    }
}
