using System.Text.Json.Serialization;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Evaluation;

/// <summary>The evaluation of a model on a data set.</summary>
/// <remarks>Two reports may be compared only where Measure, Binarization and Labels agree.</remarks>
public sealed record EvaluationReport
{
    /// <summary>The bound and its parts.</summary>
    public required BoundReport Bound { get; init; }

    /// <summary>
    /// Bits for each value: exact −ELBO/(D ln 2) where the likelihood is over 256 levels; for a density,
    /// (−ELBO + D ln 256)/(D ln 2) of uniformly dequantised values x = (level + u)/256, a bound for the levels too
    /// (Theis et al. 2016, section 3.1). Absent for binarised images and where there is no likelihood.
    /// </summary>
    public double? BitsPerDimension { get; init; }

    /// <summary>−log p(x) by importance sampling; absent unless asked for.</summary>
    public LikelihoodEstimate? Likelihood { get; init; }

    /// <summary>The share of images whose class is not the most probable of q(y|x); absent without a classifier.</summary>
    public double? ClassificationError { get; init; }

    /// <summary>Latent dimensions whose posterior mean varies over images, with a variance above 0.01.</summary>
    /// <remarks>Source: Burda et al. 2016, section 5.2.</remarks>
    public required int ActiveUnits { get; init; }

    /// <summary>The median over latent dimensions of the aggregate posterior's variance, as a share of the prior's: far from 1, samples
    /// of p(z) are not where images are encoded. Absent for codes, points, the sphere and hierarchical models.</summary>
    public double? AggregateVariance { get; init; }

    /// <summary>KL between Gaussians with the first two moments of the aggregate posterior and of the prior, summed over dimensions; nats.
    /// With the prior N(0, I) it is what −ELBO would lose with a Gaussian of the latents' moments in its place. Absent as above.</summary>
    public double? AggregateGapNats { get; init; }

    /// <summary>How the images use the codes; absent where the posterior has none.</summary>
    public CodeUse? Codes { get; init; }

    /// <summary>D, the latent dimensions.</summary>
    public required int Latents { get; init; }

    /// <summary>
    /// Mean squared error of the posterior mean's reconstruction, clamped to [0, 1], against the target of the
    /// likelihood: the grey image, or the ones and zeros where the recipe binarises.
    /// </summary>
    public required double ReconstructionMse { get; init; }

    /// <summary>The same of grey images that are encoded as they are, against themselves: what pictures of reconstructions show of a
    /// model that is trained on binarised images. Absent where the recipe does not binarise.</summary>
    public double? GreyReconstructionMse { get; init; }

    /// <summary>How often samples show the class that they were generated for; absent where the model does not generate by label.</summary>
    [JsonInclude]
    internal JudgedSamples? Samples { get; init; }

    /// <summary>10 log₁₀(1/MSE) of the mean MSE, with peak 1; absent where the MSE is zero.</summary>
    public double? ReconstructionPsnrDecibels { get; init; }
}

/// <summary>The evidence lower bound over a data set; nats per image, one sample of z for each. Where there is none, the
/// parts that there are.</summary>
public sealed record BoundReport
{
    /// <summary>Images that the means are over.</summary>
    public required int Images { get; init; }

    /// <summary>D, the values of one image.</summary>
    public required int ValuesPerImage { get; init; }

    /// <summary>What the likelihood is normalised over.</summary>
    [JsonPropertyName("measure")] // as reports have always called it
    public required PixelSupport Support { get; init; }

    /// <summary>How grey values became ones and zeros.</summary>
    public required Binarization Binarization { get; init; }

    /// <summary>Which parts saw the label: where the decoder did, the bound is on log p(x|y).</summary>
    public required LabelUse Labels { get; init; }

    /// <summary>Whether the prior saw the label too: then the bound is on log p(x|y) as well.</summary>
    public bool PriorSeesLabels { get; init; }

    /// <summary>Whether no label was read and all classes were asked about: then the bound is on log p(x) again.</summary>
    public bool LabelsSummedOut { get; init; }

    /// <summary>Of the noise.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Samples of z for each image; 0 where the encoder gives one point.</summary>
    public int PosteriorSamples { get; init; } = 1;

    /// <summary>Why no figure here bounds log p(x); absent where −ELBO does.</summary>
    public string? WhyNoBound { get; init; }

    /// <summary>−ELBO; absent where the model has no likelihood, or no distribution q(z|x).</summary>
    public double? NegativeElboNats { get; init; }

    /// <summary>The standard error of −ELBO over images; absent as it is.</summary>
    public double? NegativeElboStandardErrorNats { get; init; }

    /// <summary>−log p(x|z); absent where the model has no likelihood.</summary>
    public double? DistortionNats { get; init; }

    /// <summary>KL(q(z|x) ‖ p(z)); absent where the encoder gives one point.</summary>
    public double? RateNats { get; init; }

    /// <summary>The rate of each group of latents, the highest first; absent where there is one layer.</summary>
    public IReadOnlyList<GroupRate>? Groups { get; init; }

    /// <summary>In place of the distortion, where the grey cross-entropy is no likelihood.</summary>
    public double? CrossEntropyNats { get; init; }

    /// <summary>Cross-entropy + rate, in place of −ELBO; no bound on anything.</summary>
    public double? LossNats { get; init; }

    /// <summary>The standard error of <see cref="LossNats"/> over images.</summary>
    public double? LossStandardErrorNats { get; init; }

    /// <summary>What falls as a model gets better, to choose among the checkpoints of a run: −ELBO; what stands in its
    /// place where there is no likelihood; the distortion alone where there is no ELBO.</summary>
    [JsonIgnore]
    public double CriterionNats => NegativeElboNats ?? LossNats ?? ReconstructionNats;

    /// <summary>The distortion, or the cross-entropy in its place.</summary>
    [JsonIgnore]
    public double ReconstructionNats => DistortionNats ?? CrossEntropyNats ?? double.NaN;
}

/// <summary>The rate of a group of latents in a hierarchical VAE.</summary>
/// <param name="Height">Of its grid.</param>
/// <param name="Width">Of its grid.</param>
/// <param name="Channels">Latents at each place.</param>
/// <param name="RateNats">KL(q(z|z above, x) ‖ p(z|z above)), mean over images.</param>
public sealed record GroupRate(int Height, int Width, int Channels, double RateNats);
