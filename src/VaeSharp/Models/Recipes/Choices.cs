using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace VaeSharp.Models.Recipes;

/// <summary>Encoder and mirrored decoder.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MlpChoice), "mlp")]
[JsonDerivedType(typeof(GatedMlpChoice), "gated-mlp")]
[JsonDerivedType(typeof(ConvChoice), "conv")]
[JsonDerivedType(typeof(ResNet18Choice), "resnet18")]
[JsonDerivedType(typeof(LadderChoice), "ladder")]
[JsonDerivedType(typeof(GridChoice), "grid")]
public abstract record NetworkChoice;

/// <summary>Dense layers with ReLU or tanh.</summary>
/// <param name="Hidden">Widths of the encoder's layers; the decoder has them in reverse.</param>
/// <param name="Tanh">Whether tanh takes the place of ReLU.</param>
[Choice("Dense layers with ReLU or tanh", "Kingma & Welling 2014")]
public sealed record MlpChoice([property: Range(1, 8192)] IReadOnlyList<int> Hidden, bool Tanh = false) : NetworkChoice;

/// <summary>Dense layers with gates: Tomczak &amp; Welling 2018.</summary>
/// <param name="Hidden">Widths of the encoder's layers; the decoder has them in reverse.</param>
[Choice("Dense layers with gates", "Tomczak & Welling 2018")]
public sealed record GatedMlpChoice([property: Range(1, 8192)] IReadOnlyList<int> Hidden) : NetworkChoice;

/// <summary>Convolutions that halve the image at each stage.</summary>
/// <param name="Channels">Of each stage.</param>
/// <param name="Hidden">Width of the dense layer.</param>
/// <param name="Blocks">Residual blocks of each stage.</param>
/// <param name="Linear">Width of a linear path beside the convolutions; 0 for none.</param>
[Choice("Convolutions that halve the image, with residual blocks", "He et al. 2016")]
public sealed record ConvChoice(
    [property: Range(1, 1024)] IReadOnlyList<int> Channels,
    [property: Range(1, 8192)] int Hidden,
    [property: Range(0, 32)] int Blocks = 1,
    [property: Range(0, 8192)] int Linear = 0) : NetworkChoice;

/// <summary>ResNet-18 for small images and its mirror: He et al. 2016.</summary>
[Choice("ResNet-18 for small images and its mirror", "He et al. 2016")]
public sealed record ResNet18Choice : NetworkChoice;

/// <summary>Groups of latents at several resolutions: Child 2021.</summary>
/// <param name="Groups">How many at each resolution, from half of the image's size on, each half of the last.</param>
/// <param name="Width">Channels of the features between blocks.</param>
/// <param name="Bottleneck">Channels within blocks.</param>
/// <param name="Blocks">Residual blocks of the way up at each resolution.</param>
[Choice("A ladder: groups of latents at several resolutions", "Child 2021")]
public sealed record LadderChoice(
    [property: Range(1, 64)] IReadOnlyList<int> Groups,
    [property: Range(1, 1024)] int Width,
    [property: Range(1, 1024)] int Bottleneck,
    [property: Range(1, 32)] int Blocks = 2) : NetworkChoice;

/// <summary>Convolutions that halve the image and keep its places: a vector of latents for each.</summary>
/// <param name="Channels">Of each stage.</param>
/// <param name="Blocks">Residual blocks of each stage.</param>
[Choice("Convolutions that leave a grid of vectors", "van den Oord et al. 2017")]
public sealed record GridChoice(
    [property: Range(2, 1024)] IReadOnlyList<int> Channels,
    [property: Range(0, 32)] int Blocks = 2) : NetworkChoice;

/// <summary>q(z|x).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DiagonalGaussianChoice), "diagonal-gaussian")]
[JsonDerivedType(typeof(FullGaussianChoice), "full-gaussian")]
[JsonDerivedType(typeof(PlanarFlowChoice), "planar-flow")]
[JsonDerivedType(typeof(AutoregressiveFlowChoice), "iaf")]
[JsonDerivedType(typeof(VonMisesFisherChoice), "vmf")]
[JsonDerivedType(typeof(VectorQuantizedChoice), "vector-quantized")]
public abstract record PosteriorChoice([property: Range(1, 4096)] int Dimension);

/// <summary>A Gaussian with independent dimensions.</summary>
/// <param name="Dimension">The latent dimension D.</param>
[Choice("Gaussian with independent dimensions", "Kingma & Welling 2014")]
public sealed record DiagonalGaussianChoice(int Dimension) : PosteriorChoice(Dimension);

/// <summary>A Gaussian with any covariance.</summary>
/// <param name="Dimension">The latent dimension D, at most 512.</param>
[Choice("Gaussian with any covariance", "Kingma & Welling 2019")]
public sealed record FullGaussianChoice(int Dimension) : PosteriorChoice(Dimension);

/// <summary>A Gaussian bent by planar steps: Rezende &amp; Mohamed 2015.</summary>
/// <param name="Dimension">The latent dimension D.</param>
/// <param name="Flows">How many steps.</param>
[Choice("Gaussian bent by planar steps", "Rezende & Mohamed 2015")]
public sealed record PlanarFlowChoice(
    int Dimension, [property: Range(1, 256)] int Flows = 10) : PosteriorChoice(Dimension);

/// <summary>A Gaussian bent by inverse autoregressive steps: Kingma et al. 2016.</summary>
/// <param name="Dimension">The latent dimension D.</param>
/// <param name="Steps">How many.</param>
/// <param name="Hidden">Width of the two hidden layers of each.</param>
[Choice("Gaussian bent by inverse autoregressive steps", "Kingma et al. 2016")]
public sealed record AutoregressiveFlowChoice(
    int Dimension,
    [property: Range(1, 64)] int Steps = 4,
    [property: Range(1, 8192)] int Hidden = 320) : PosteriorChoice(Dimension);

/// <summary>A direction near a mean direction, on the unit sphere: Davidson et al. 2018.</summary>
/// <param name="Dimension">D, of the space around the sphere; at least 2.</param>
[Choice("Direction near a mean direction, on the unit sphere", "Davidson et al. 2018")]
public sealed record VonMisesFisherChoice(int Dimension) : PosteriorChoice(Dimension);

/// <summary>The nearest of K codes for each of an image's vectors: van den Oord et al. 2017.</summary>
/// <param name="Dimension">d, of a vector.</param>
/// <param name="Codes">K, shared by all vectors.</param>
/// <param name="Vectors">How many at each place; all networks but 'grid' have one place.</param>
/// <param name="Commitment">β, what straying from the codes costs in training.</param>
/// <param name="Decay">Of the running means that the codes are.</param>
[Choice("The nearest of K codes for each vector", "van den Oord et al. 2017")]
public sealed record VectorQuantizedChoice(
    int Dimension,
    [property: Range(2, 65_536)] int Codes = 512,
    [property: Range(1, 1024)] int Vectors = 1,
    [property: Range(0.0, 1000.0)] double Commitment = 0.25,
    [property: Range(0.0, 0.99999)] double Decay = 0.99) : PosteriorChoice(Dimension);

/// <summary>p(z).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(StandardNormalChoice), "standard-normal")]
[JsonDerivedType(typeof(MixtureChoice), "mixture")]
[JsonDerivedType(typeof(VampChoice), "vamp")]
[JsonDerivedType(typeof(RealNvpChoice), "realnvp")]
[JsonDerivedType(typeof(LabelGaussianChoice), "label-gaussian")]
[JsonDerivedType(typeof(UniformSphereChoice), "uniform-sphere")]
[JsonDerivedType(typeof(CodesChoice), "codes")]
public abstract record PriorChoice;

/// <summary>N(0, I).</summary>
[Choice("N(0, I)", "Kingma & Welling 2014")]
public sealed record StandardNormalChoice : PriorChoice;

/// <summary>A learned mixture of Gaussians.</summary>
/// <param name="Components">How many.</param>
[Choice("Learned mixture of Gaussians", "Tomczak & Welling 2018")]
public sealed record MixtureChoice([property: Range(1, 10_000)] int Components = 100) : PriorChoice;

/// <summary>The mixture of the posteriors of learned images: Tomczak &amp; Welling 2018.</summary>
/// <param name="Components">How many images.</param>
[Choice("Mixture of the posteriors of learned images", "Tomczak & Welling 2018")]
public sealed record VampChoice([property: Range(1, 10_000)] int Components = 500) : PriorChoice;

/// <summary>A flow of affine couplings: Dinh, Sohl-Dickstein &amp; Bengio 2017.</summary>
/// <param name="Couplings">How many.</param>
/// <param name="Hidden">Width of the two hidden layers of each.</param>
[Choice("Flow of affine couplings", "Dinh et al. 2017")]
public sealed record RealNvpChoice(
    [property: Range(1, 256)] int Couplings = 8,
    [property: Range(1, 8192)] int Hidden = 128) : PriorChoice;

/// <summary>A Gaussian of its own for each class: p(z|y).</summary>
[Choice("A Gaussian of its own for each class", "Sohn et al. 2015")]
public sealed record LabelGaussianChoice : PriorChoice;

/// <summary>Uniform on the unit sphere, where the posterior is 'vmf'.</summary>
[Choice("Uniform on the unit sphere", "Davidson et al. 2018")]
public sealed record UniformSphereChoice : PriorChoice;

/// <summary>Each code given those before it, by a gated PixelCNN: van den Oord et al. 2016.</summary>
/// <param name="Channels">Of each layer.</param>
/// <param name="Layers">How many.</param>
/// <param name="Labels">Whether it sees the label: p(z|y).</param>
[Choice("Each code given those before it, by a gated PixelCNN", "van den Oord et al. 2016")]
public sealed record CodesChoice(
    [property: Range(2, 1024)] int Channels = 32,
    [property: Range(1, 64)] int Layers = 4,
    bool Labels = false) : PriorChoice;

/// <summary>p(x|z).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(BernoulliChoice), "bernoulli")]
[JsonDerivedType(typeof(ContinuousBernoulliChoice), "continuous-bernoulli")]
[JsonDerivedType(typeof(LearnedSigmaChoice), "gaussian-learned-sigma")]
[JsonDerivedType(typeof(OptimalSigmaChoice), "gaussian-optimal-sigma")]
[JsonDerivedType(typeof(PixelSigmaChoice), "gaussian-pixel-sigma")]
[JsonDerivedType(typeof(LaplaceChoice), "laplace")]
[JsonDerivedType(typeof(DiscretizedLogisticChoice), "discretized-logistic")]
[JsonDerivedType(typeof(LogisticMixtureChoice), "logistic-mixture")]
[JsonDerivedType(typeof(CategoricalChoice), "categorical")]
[JsonDerivedType(typeof(GreyCrossEntropyChoice), "grey-cross-entropy")]
public abstract record LikelihoodChoice;

/// <summary>Pixels that are 0 or 1.</summary>
[Choice("Pixels that are 0 or 1", "Kingma & Welling 2014")]
public sealed record BernoulliChoice : LikelihoodChoice;

/// <summary>Grey values, a density over [0, 1].</summary>
[Choice("Grey values, a density over [0, 1]", "Loaiza-Ganem & Cunningham 2019")]
public sealed record ContinuousBernoulliChoice : LikelihoodChoice;

/// <summary>A Gaussian with one learned σ.</summary>
/// <param name="InitialLogSigma">Where log σ starts; values are in [0, 1].</param>
[Choice("Gaussian, one σ learned by gradient", "Rybkin et al. 2021")]
public sealed record LearnedSigmaChoice(
    [property: Range(-10.0, 5.0)] double InitialLogSigma = 0) : LikelihoodChoice;

/// <summary>A Gaussian with the σ that fits best.</summary>
[Choice("Gaussian, the σ that fits best", "Rybkin et al. 2021")]
public sealed record OptimalSigmaChoice : LikelihoodChoice;

/// <summary>A Gaussian whose σ the decoder gives for each value.</summary>
/// <param name="MinimumLogSigma">What log σ stays above; values are in [0, 1].</param>
[Choice("Gaussian, σ of each value from the decoder", "Kingma & Welling 2014")]
public sealed record PixelSigmaChoice(
    [property: Range(-10.0, 0.0)] double MinimumLogSigma = -6) : LikelihoodChoice;

/// <summary>A Laplace density whose scale the decoder gives for each value.</summary>
/// <param name="MinimumLogScale">What log b stays above; values are in [0, 1].</param>
[Choice("Laplace, scale of each value from the decoder", "Ramesh et al. 2021")]
public sealed record LaplaceChoice(
    [property: Range(-10.0, 0.0)] double MinimumLogScale = -6) : LikelihoodChoice;

/// <summary>256 levels, a logistic for each value.</summary>
[Choice("256 levels, a logistic for each value", "Kingma et al. 2016")]
public sealed record DiscretizedLogisticChoice : LikelihoodChoice;

/// <summary>256 levels, a mixture of logistics for each pixel: Salimans et al. 2017.</summary>
/// <param name="Components">How many logistics.</param>
[Choice("256 levels, a mixture of logistics for each pixel", "Salimans et al. 2017")]
public sealed record LogisticMixtureChoice([property: Range(1, 64)] int Components = 10) : LikelihoodChoice;

/// <summary>256 levels, a probability of its own for each: van den Oord et al. 2016.</summary>
[Choice("256 levels, a probability of its own for each", "van den Oord et al. 2016")]
public sealed record CategoricalChoice : LikelihoodChoice;

/// <summary>The cross-entropy of grey values: no likelihood.</summary>
[Choice("Cross-entropy of grey values: no likelihood", "Kingma & Welling 2014")]
public sealed record GreyCrossEntropyChoice : LikelihoodChoice;
