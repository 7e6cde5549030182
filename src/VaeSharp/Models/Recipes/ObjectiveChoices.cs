using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

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
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ElboChoice), "elbo")]
[JsonDerivedType(typeof(CapacityChoice), "capacity")]
[JsonDerivedType(typeof(BetaTcChoice), "beta-tc")]
[JsonDerivedType(typeof(FactorVaeChoice), "factor-vae")]
[JsonDerivedType(typeof(DipIChoice), "dip-i")]
[JsonDerivedType(typeof(DipIIChoice), "dip-ii")]
[JsonDerivedType(typeof(InfoVaeChoice), "info-vae")]
[JsonDerivedType(typeof(WaeMmdChoice), "wae-mmd")]
[JsonDerivedType(typeof(RaeL2Choice), "rae-l2")]
[JsonDerivedType(typeof(RaeGpChoice), "rae-gp")]
[JsonDerivedType(typeof(IwaeChoice), "iwae")]
[JsonDerivedType(typeof(MiwaeChoice), "miwae")]
[JsonDerivedType(typeof(CiwaeChoice), "ciwae")]
[JsonDerivedType(typeof(PiwaeChoice), "piwae")]
[JsonDerivedType(typeof(SemiSupervisedChoice), "m2")]
public abstract record ObjectiveChoice
{
    /// <summary>What the loss says of log p(x), where the likelihood is one.</summary>
    [JsonIgnore]
    public LossMeaning Meaning => this switch
    {
        ElboChoice { Beta: 1, WarmupEpochs: 0, Cycles: 0, FreeBits: 0 } => LossMeaning.NegativeElbo,
        ElboChoice { Beta: >= 1, WarmupEpochs: 0, Cycles: 0 } => LossMeaning.Bound,
        DipChoice or ImportanceChoice { WarmupEpochs: 0 } => LossMeaning.Bound,
        _ => LossMeaning.NoBound,
    };

    /// <summary>Whether the encoder gives a point instead of a distribution, so that the model has no ELBO.</summary>
    [JsonIgnore]
    public bool IsDeterministic => this is RaeChoice;
}

/// <summary>Distortion + β · rate.</summary>
/// <param name="Beta">β: Higgins et al. 2017; 1 is the ELBO itself.</param>
/// <param name="WarmupEpochs">Epochs over which β rises from 0: Sønderby et al. 2016.</param>
/// <param name="FreeBits">Nats that each latent dimension may use unpunished, in a ladder each channel of a group over all
/// its places: Kingma et al. 2016.</param>
/// <param name="Cycles">Equal parts of the training in each of which β rises from 0 anew: Fu et al. 2019; 0 for none.</param>
/// <param name="RampShare">The share of each cycle in which β rises; then it stays.</param>
[Choice(
    "Distortion + β · rate, with warm-up or cycles of β and free bits", "Higgins et al. 2017", Bound = "the ELBO, at β = 1")]
public sealed record ElboChoice(
    [property: Range(0.0, 1000.0)] double Beta = 1,
    [property: Range(0.0, 10_000.0)] double WarmupEpochs = 0,
    [property: Range(0.0, 100.0)] double FreeBits = 0,
    [property: Range(0, 1000)] int Cycles = 0,
    [property: Range(0.01, 1.0)] double RampShare = 0.5) : ObjectiveChoice;

/// <summary>Distortion + γ · |rate − C|, with a C that rises: Burgess et al. 2018.</summary>
/// <param name="Gamma">γ.</param>
/// <param name="Capacity">C at its height; nats per image.</param>
/// <param name="RampEpochs">Epochs over which C rises from 0.</param>
[Choice("Distortion + γ · |rate − C|, C rising", "Burgess et al. 2018", Bound = "none")]
public sealed record CapacityChoice(
    [property: Range(0.0, 100_000.0)] double Gamma,
    [property: Range(0.0, 10_000.0)] double Capacity,
    [property: Range(0.0, 10_000.0)] double RampEpochs = 0) : ObjectiveChoice;

/// <summary>A bound of several samples of z for each image.</summary>
/// <param name="Samples">K, within one logarithm.</param>
/// <param name="Gradient">How it reaches the encoder.</param>
/// <param name="WarmupEpochs">Epochs over which the weights' β rises from 0 to 1: Sønderby et al. 2016, section 2.2.</param>
public abstract record ImportanceChoice(
    [property: Range(1, 5000)] int Samples, GradientEstimator Gradient,
    [property: Range(0.0, 10_000.0)] double WarmupEpochs) : ObjectiveChoice;

/// <summary>log of the mean of K weights: Burda et al. 2016.</summary>
/// <param name="Samples">K.</param>
/// <param name="Gradient">How it reaches the encoder.</param>
/// <param name="BackwardSamples">The gradient passes through so many of the K samples, chosen by their weights; 0 for
/// all. Source: section 3.</param>
/// <param name="FirstSamples">Takes the place of K in the first epochs, with gradients through all of them: most of the
/// way is then gone at less cost. The paper goes on so, with K = 50 from what K = 1 has learned (section 5).</param>
/// <param name="FirstShare">The part of the training that these epochs are; 0 for none.</param>
/// <param name="WarmupEpochs">As of <see cref="ImportanceChoice"/>.</param>
[Choice("Logarithm of the mean of K weights", "Burda et al. 2016", Bound = "tighter")]
public sealed record IwaeChoice(
    int Samples, GradientEstimator Gradient = GradientEstimator.Reparameterized,
    [property: Range(0, 5000)] int BackwardSamples = 0,
    [property: Range(0, 5000)] int FirstSamples = 0,
    [property: Range(0.0, 0.99)] double FirstShare = 0,
    double WarmupEpochs = 0) : ImportanceChoice(Samples, Gradient, WarmupEpochs)
{
    /// <summary>How many epochs have <see cref="FirstSamples"/>.</summary>
    /// <param name="epochs">Of the whole training.</param>
    public int FirstEpochs(int epochs) => (int)Math.Round(FirstShare * epochs);

    /// <summary>What the first epochs train with, as a choice of its own.</summary>
    public IwaeChoice OnlyFirst() => this with { Samples = FirstSamples, BackwardSamples = 0, FirstSamples = 0, FirstShare = 0 };

    /// <summary>The same without first epochs, as the later ones are.</summary>
    public IwaeChoice WithoutFirst() => this with { FirstSamples = 0, FirstShare = 0 };
}

/// <summary>The mean over M bounds of K weights each: Rainforth et al. 2018.</summary>
/// <param name="Groups">M.</param>
/// <param name="Samples">K.</param>
/// <param name="Gradient">How it reaches the encoder.</param>
/// <param name="WarmupEpochs">As of <see cref="ImportanceChoice"/>.</param>
[Choice("Mean over M bounds of K weights each", "Rainforth et al. 2018", Bound = "tighter")]
public sealed record MiwaeChoice(
    [property: Range(1, 5000)] int Groups, int Samples,
    GradientEstimator Gradient = GradientEstimator.Reparameterized,
    double WarmupEpochs = 0) : ImportanceChoice(Samples, Gradient, WarmupEpochs);

/// <summary>A share of the ELBO, the rest of it the bound of K weights: Rainforth et al. 2018.</summary>
/// <param name="Samples">K.</param>
/// <param name="ElboShare">β.</param>
/// <param name="Gradient">How it reaches the encoder.</param>
/// <param name="WarmupEpochs">As of <see cref="ImportanceChoice"/>.</param>
[Choice("A share of the ELBO, the rest of K weights", "Rainforth et al. 2018", Bound = "tighter")]
public sealed record CiwaeChoice(
    int Samples, [property: Range(0.0, 1.0)] double ElboShare,
    GradientEstimator Gradient = GradientEstimator.Reparameterized,
    double WarmupEpochs = 0) : ImportanceChoice(Samples, Gradient, WarmupEpochs);

/// <summary>The decoder by the bound of all M·K weights, the encoder by M bounds of K: Rainforth et al. 2018.</summary>
/// <param name="Groups">M.</param>
/// <param name="Samples">K.</param>
/// <param name="Gradient">How it reaches the encoder.</param>
/// <param name="WarmupEpochs">As of <see cref="ImportanceChoice"/>.</param>
[Choice("Decoder by M·K weights, encoder by M bounds of K", "Rainforth et al. 2018", Bound = "tighter")]
public sealed record PiwaeChoice(
    [property: Range(1, 5000)] int Groups, int Samples,
    GradientEstimator Gradient = GradientEstimator.Reparameterized,
    double WarmupEpochs = 0) : ImportanceChoice(Samples, Gradient, WarmupEpochs);

/// <summary>Labels for some of the images, a classifier for the others: Kingma et al. 2014, "M2".</summary>
/// <param name="Labelled">How many training images keep their label: equally many of each class, chosen by the seed.</param>
/// <param name="LabelledBatch">How many of them each step sees, beside <c>training.batch</c> others.</param>
/// <param name="LabelledWeight">Of the bound with the label, beside that of the others.</param>
/// <param name="ClassifierWeight">α: of −log q(y|x) where y is known, beside the bound of the others.</param>
/// <param name="ClassifierNoise">σ of Gaussian noise on what the classifier sees in training.</param>
/// <param name="ClassifierShift">The most pixels by which what it sees is moved along each axis in training.</param>
/// <param name="WarmupEpochs">Epochs in which only labels teach the classifier, until the bound knows classes.</param>
/// <param name="Classifier">The network of q(y|x); that of the encoder where null.</param>
[Choice("Labels for some images, a classifier for the others", "Kingma et al. 2014", Bound = "none")]
public sealed record SemiSupervisedChoice(
    [property: Range(1, 1_000_000)] int Labelled,
    [property: Range(1, 65_536)] int LabelledBatch,
    [property: Range(0.0, 1e6)] double LabelledWeight = 1,
    [property: Range(0.0, 1e6)] double ClassifierWeight = 1,
    [property: Range(0.0, 2.0)] double ClassifierNoise = 0,
    [property: Range(0, 64)] int ClassifierShift = 0,
    [property: Range(0.0, 10_000.0)] double WarmupEpochs = 0,
    NetworkChoice? Classifier = null) : ObjectiveChoice;
