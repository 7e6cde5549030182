using VaeSharp.Models.Transforms;

namespace VaeSharp.Models.Recipes;

/// <summary>What a loss says of log p(x), throughout training.</summary>
public enum LossMeaning
{
    /// <summary>It is −ELBO: on average at least −log p(x).</summary>
    NegativeElbo,

    /// <summary>Another such bound: tighter by several samples, or looser by a penalty.</summary>
    Bound,

    /// <summary>It may lie on either side of −log p(x), so no run's loss may be held against another's likelihood.</summary>
    NoBound,
}

/// <summary>What training lowers.</summary>
public abstract record ObjectiveOptions : Choice
{
    /// <summary>What the loss says of log p(x), where the likelihood is one.</summary>
    public virtual LossMeaning Meaning => LossMeaning.NoBound;

    /// <summary>Whether the encoder gives a point instead of a distribution, so that the model has no ELBO.</summary>
    public virtual bool IsDeterministic => false;

    /// <summary>K, the samples of z within one logarithm of its bound; 1 where that is the ELBO's.</summary>
    public virtual int ImportanceSamples => 1;

    /// <summary>What it weighs by the likelihood, which must be one then: "samples", "classes"; null for nothing.</summary>
    public virtual string? WeightedByLikelihood => null;

    /// <summary>Whether it looks at q(z|x) as one distribution, which a hierarchy's chain of groups is not.</summary>
    public virtual bool NeedsOneLayer => true;

    /// <summary>Whether its gradients leave out what reaches log q(z|x) itself.</summary>
    public virtual bool DetachesPosterior => false;

    /// <summary>Whether it draws all samples of z before the decoder sees a few of them.</summary>
    public virtual bool DrawsBeforeDecoding => false;

    /// <summary>The key by which it asks for the rate of each latent dimension by itself; null where it does not.</summary>
    public virtual string? RatePerDimensionKey => null;

    /// <summary>Why it does not go with codes; null where it does.</summary>
    public virtual string? AgainstCodes => "it is certain of its codes, and there is no spread to sample or to shape";

    /// <summary>Why the prior must be N(0, I), said of the objective; null where any will do.</summary>
    public virtual string? NeedsStandardNormal => null;

    /// <summary>Why the posterior must be Gaussian, said of the objective; null where any will do.</summary>
    public virtual string? NeedsGaussian => null;

    /// <summary>The few images whose labels it reads, where it learns from the others without; null where it is not so.</summary>
    internal virtual LabelledPart? PartWithLabels => null;

    /// <summary>The network of the q(y|x) that it trains; null where it has none.</summary>
    /// <param name="recipe">Which names it.</param>
    public virtual NetworkOptions? ClassifierIn(Recipe recipe) => null;

    /// <summary>What is done to images before its classifier reads them in training; nothing unless it says so.</summary>
    internal virtual IReadOnlyList<ImageTransform> ClassifierTransforms => [];

    /// <summary>How many epochs it begins with that cost less than the later ones.</summary>
    /// <param name="epochs">Of the whole training.</param>
    public virtual int FirstEpochs(int epochs) => 0;

    /// <summary>What the first epochs train with, as a choice of its own; itself where there are none.</summary>
    public virtual ObjectiveOptions OnlyFirst() => this;

    /// <summary>The same without first epochs, as the later ones are; itself where there are none.</summary>
    public virtual ObjectiveOptions WithoutFirst() => this;

    /// <summary>How often each image of a step is encoded, and how many of its latents are decoded.</summary>
    /// <param name="classes">How many the data has.</param>
    internal virtual (double Encoded, double Decoded) PassesPerImage(int classes) => (1, 1);

    /// <summary>How many numbers it keeps in a training step beside those of the model.</summary>
    /// <param name="sizes">Of the step.</param>
    internal virtual double StepNumbers(StepSizes sizes) => 0;

    /// <summary>What a training step lowers.</summary>
    /// <param name="inputs">What it may depend on.</param>
    public abstract Objective Create(ObjectiveInputs inputs);
}

/// <summary>Images whose labels an objective reads.</summary>
/// <param name="Images">How many: equally many of each class, chosen by the seed.</param>
/// <param name="Batch">How many of them each step sees.</param>
internal sealed record LabelledPart(int Images, int Batch);

/// <summary>What an objective may depend on.</summary>
/// <param name="Recipe">Which names it: epochs, latent dimension.</param>
/// <param name="Images">How many there are to train on.</param>
/// <param name="Seed">Of the initial weights of a network that it trains beside the model.</param>
/// <param name="Device">Where the model is.</param>
public sealed record ObjectiveInputs(Recipe Recipe, int Images, ulong Seed, TorchSharp.torch.Device Device)
{
    /// <summary>D, the latents of an image; more than the posterior's dimension where networks leave a grid of positions.</summary>
    public long Latents { get; init; } = Recipe.Posterior.Dimension;
}
