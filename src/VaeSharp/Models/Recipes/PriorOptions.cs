using VaeSharp.Data;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Recipes;

/// <summary>p(z).</summary>
public abstract record PriorOptions : Choice
{
    /// <summary>Whether it has a density, or a probability, in the space.</summary>
    /// <param name="space">Where the posterior's latents live.</param>
    public virtual bool IsOver(LatentSpace space) => space == LatentSpace.Euclidean;

    /// <summary>Whether it is N(0, I).</summary>
    public virtual bool IsStandardNormal => false;

    /// <summary>Whether <see cref="Prior.RatePerDimension"/> knows the rate of each latent dimension by itself, for a Gaussian
    /// posterior of independent dimensions.</summary>
    public virtual bool HasRatePerDimension => false;

    /// <summary>Whether it depends on the label: p(z|y).</summary>
    public virtual bool SeesLabels => false;

    /// <summary>Whether it is made of posteriors, which it asks the encoder for, without a label.</summary>
    public virtual bool MixesPosteriors => false;

    /// <summary>Whether it can be fitted to a trained model's latents: it needs neither its encoder nor its objective.</summary>
    public virtual bool CanBeFitted => false;

    /// <summary>Whether it can be fitted and nothing else: it learns from encodings that stay as they are.</summary>
    public virtual bool IsFittedOnly => false;

    /// <summary>What a fit by gradients lowers.</summary>
    internal virtual string LossName => "−log p(z)";

    /// <summary>Encodings in one step of a fit by gradients, unless something else is asked for.</summary>
    internal virtual int FitBatch => 128;

    /// <summary>The learning rate at the peak of such a fit, unless something else is asked for.</summary>
    internal virtual double FitRate => 1e-3;

    /// <summary>How reports of a fit name it.</summary>
    public virtual string Title => Kind;

    /// <summary>The fewest points that it can be fitted to.</summary>
    public virtual int FewestPoints => 1;

    /// <summary>How many numbers it keeps in a training step.</summary>
    /// <param name="sizes">Of the step.</param>
    /// <param name="encoder">Those that the encoder keeps for an image.</param>
    internal virtual double StepNumbers(StepSizes sizes, double encoder) => 4 * sizes.Latents * sizes.Decoded;

    /// <summary>The part of the model, with fresh weights from libtorch's generator.</summary>
    /// <param name="inputs">What it may need to know.</param>
    public abstract Prior Create(PriorInputs inputs);
}

/// <summary>What a prior may need to know of its model.</summary>
/// <param name="Latents">D.</param>
public sealed record PriorInputs(long Latents)
{
    /// <summary>Shape of one image.</summary>
    public ImageShape Images { get; init; }

    /// <summary>How many classes the label has.</summary>
    public int Classes { get; init; }

    /// <summary>From images, [B, C, H, W], to their posteriors; its weights stay the model's. Null in a fit.</summary>
    public Func<Tensor, LatentDistribution>? Encode { get; init; }

    /// <summary>The grid of codes; null where the posterior has none.</summary>
    public CodeGrid? Grid { get; init; }

    /// <summary>The posterior's codes, which stay the model's; null where it has none.</summary>
    public ILatentCodes? Codes { get; init; }

    /// <summary>How the latents lie; null where nobody says.</summary>
    internal LatentGroup? Layer { get; init; }
}
