using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace VaeSharp.Models.Recipes;

/// <summary>Encoder and mirrored decoder.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MlpChoice), "mlp")]
[JsonDerivedType(typeof(GatedMlpChoice), "gated-mlp")]
[JsonDerivedType(typeof(ConvChoice), "conv")]
[JsonDerivedType(typeof(ResNet18Choice), "resnet18")]
public abstract record NetworkChoice;

/// <summary>Dense layers with ReLU or tanh.</summary>
/// <param name="Hidden">Widths of the encoder's layers; the decoder has them in reverse.</param>
/// <param name="Tanh">Whether tanh takes the place of ReLU.</param>
public sealed record MlpChoice([property: Range(1, 8192)] IReadOnlyList<int> Hidden, bool Tanh = false) : NetworkChoice;

/// <summary>Dense layers with gates: Tomczak &amp; Welling 2018.</summary>
/// <param name="Hidden">Widths of the encoder's layers; the decoder has them in reverse.</param>
public sealed record GatedMlpChoice([property: Range(1, 8192)] IReadOnlyList<int> Hidden) : NetworkChoice;

/// <summary>Convolutions that halve the image at each stage.</summary>
/// <param name="Channels">Of each stage.</param>
/// <param name="Hidden">Width of the dense layer.</param>
/// <param name="Blocks">Residual blocks of each stage.</param>
/// <param name="Linear">Width of a linear path beside the convolutions; 0 for none.</param>
public sealed record ConvChoice(
    [property: Range(1, 1024)] IReadOnlyList<int> Channels,
    [property: Range(1, 8192)] int Hidden,
    [property: Range(0, 32)] int Blocks = 1,
    [property: Range(0, 8192)] int Linear = 0) : NetworkChoice;

/// <summary>ResNet-18 for small images and its mirror: He et al. 2016.</summary>
public sealed record ResNet18Choice : NetworkChoice;

/// <summary>q(z|x).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DiagonalGaussianChoice), "diagonal-gaussian")]
public abstract record PosteriorChoice([property: Range(1, 4096)] int Dimension);

/// <summary>A Gaussian with independent dimensions.</summary>
/// <param name="Dimension">The latent dimension D.</param>
public sealed record DiagonalGaussianChoice(int Dimension) : PosteriorChoice(Dimension);

/// <summary>p(z).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(StandardNormalChoice), "standard-normal")]
public abstract record PriorChoice;

/// <summary>N(0, I).</summary>
public sealed record StandardNormalChoice : PriorChoice;

/// <summary>p(x|z).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(BernoulliChoice), "bernoulli")]
[JsonDerivedType(typeof(ContinuousBernoulliChoice), "continuous-bernoulli")]
[JsonDerivedType(typeof(LearnedSigmaChoice), "gaussian-learned-sigma")]
[JsonDerivedType(typeof(OptimalSigmaChoice), "gaussian-optimal-sigma")]
[JsonDerivedType(typeof(DiscretizedLogisticChoice), "discretized-logistic")]
[JsonDerivedType(typeof(GreyCrossEntropyChoice), "grey-cross-entropy")]
public abstract record LikelihoodChoice;

/// <summary>Pixels that are 0 or 1.</summary>
public sealed record BernoulliChoice : LikelihoodChoice;

/// <summary>Grey values, a density over [0, 1].</summary>
public sealed record ContinuousBernoulliChoice : LikelihoodChoice;

/// <summary>A Gaussian with one learned σ.</summary>
/// <param name="InitialLogSigma">Where log σ starts; values are in [0, 1].</param>
public sealed record LearnedSigmaChoice(
    [property: Range(-10.0, 5.0)] double InitialLogSigma = 0) : LikelihoodChoice;

/// <summary>A Gaussian with the σ that fits best.</summary>
public sealed record OptimalSigmaChoice : LikelihoodChoice;

/// <summary>256 levels, a logistic for each value.</summary>
public sealed record DiscretizedLogisticChoice : LikelihoodChoice;

/// <summary>The cross-entropy of grey values: no likelihood.</summary>
public sealed record GreyCrossEntropyChoice : LikelihoodChoice;

/// <summary>What training lowers.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ElboChoice), "elbo")]
public abstract record ObjectiveChoice;

/// <summary>Distortion + β · rate.</summary>
/// <param name="Beta">β: Higgins et al. 2017; 1 is the ELBO itself.</param>
/// <param name="WarmupEpochs">Epochs over which β rises from 0: Sønderby et al. 2016.</param>
/// <param name="FreeBits">Nats that each latent dimension may use unpunished: Kingma et al. 2016.</param>
public sealed record ElboChoice(
    [property: Range(0.0, 1000.0)] double Beta = 1,
    [property: Range(0.0, 10_000.0)] double WarmupEpochs = 0,
    [property: Range(0.0, 100.0)] double FreeBits = 0) : ObjectiveChoice;
