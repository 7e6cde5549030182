using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Hierarchical;

/// <summary>One group of latents on the top-down path: its prior p(z|z above), its posterior q(z|z above, x), and what z
/// changes.</summary>
/// <remarks>Source: Child 2021 (VDVAE), section 4.1 and figure 3.</remarks>
internal sealed class HierarchicalGroup : Module
{
    /// <summary>No mean, nor log-variance, is further from 0: one group's σ is an exponential of the features that the groups
    /// above it made, and a chain of them can overflow.</summary>
    private const double Limit = 10;

    private readonly BottleneckBlock prior;
    private readonly BottleneckBlock posterior;
    private readonly PixelAffine latent;
    private readonly ResidualBottleneck block;
    private readonly int _channels;

    /// <summary>A group in a hierarchy of <paramref name="total"/>.</summary>
    public HierarchicalGroup(HierarchicalPlan plan, int total)
        : base(nameof(HierarchicalGroup))
    {
        double scale = HierarchicalPlan.InitialScale(total);
        _channels = plan.Channels;
        prior = new BottleneckBlock(plan.Width, plan.Bottleneck, (2 * plan.Channels) + plan.Width, 0);
        posterior = new BottleneckBlock(2 * plan.Width, plan.Bottleneck, 2 * plan.Channels);
        latent = new PixelAffine(plan.Channels, plan.Width);
        latent.Scale(scale);
        block = new ResidualBottleneck(plan.Width, plan.Bottleneck, scale);
        RegisterComponents();
    }

    /// <summary>The weights that only q uses.</summary>
    public IEnumerable<TorchSharp.Modules.Parameter> InferenceParameters => posterior.parameters();

    /// <summary>p(z|z above), over [B, h·w·channels], and the features with what the prior adds to them.</summary>
    /// <param name="h">Shape [B, width, h, w].</param>
    public (DiagonalGaussian Prior, Tensor Features) Before(Tensor h)
    {
        Tensor[] parts = prior.call(h).split([2L * _channels, h.shape[1]], 1); // [B, 2·channels, …], [B, width, …]
        return (Gaussian(parts[0]), h + parts[1]);
    }

    /// <summary>q(z|z above, x), over [B, h·w·channels]: how it differs from the prior, so that what the prior knows need
    /// not be learned twice: N(μ + σ Δμ, (σ Δσ)²).</summary>
    /// <remarks>After Vahdat &amp; Kautz 2020 (NVAE), section 3.2, who have N(μ + Δμ, (σ Δσ)²). In units of the prior's σ the
    /// rate is KL(N(Δμ, Δσ²) ‖ N(0, I)) whatever the prior, so that a narrow one cannot make it explode.</remarks>
    /// <param name="p">The group's prior given <paramref name="h"/>.</param>
    /// <param name="h">The features before the group; shape [B, width, h, w].</param>
    /// <param name="features">Features of the image; the same shape.</param>
    public DiagonalGaussian Posterior(DiagonalGaussian p, Tensor h, Tensor features)
    {
        DiagonalGaussian change = Gaussian(posterior.call(cat([h, features], 1)));
        Tensor mean = p.Mean + (exp(p.LogVariance * 0.5) * change.Mean);
        return new DiagonalGaussian(mean, p.LogVariance + change.LogVariance);
    }

    /// <summary>The features after the group.</summary>
    /// <param name="h">Those of <see cref="Before"/>; shape [B, width, h, w].</param>
    /// <param name="z">Shape [B, h·w·channels].</param>
    public Tensor After(Tensor h, Tensor z)
    {
        Tensor grid = z.view(h.shape[0], h.shape[2], h.shape[3], _channels).permute(0, 3, 1, 2); // [B, channels, h, w]
        return block.call(h + latent.call(grid));
    }

    private static DiagonalGaussian Gaussian(Tensor numbers)
    {
        numbers = Limit * tanh(numbers / Limit); // nearly the identity where numbers are small
        Tensor[] halves = numbers.permute(0, 2, 3, 1).chunk(2, 3); // 2 × [B, h, w, channels]
        return new DiagonalGaussian(halves[0].flatten(1), halves[1].flatten(1));
    }
}
