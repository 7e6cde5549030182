using System.ComponentModel.DataAnnotations;
using VaeSharp.Nn.Statistics;

namespace VaeSharp.Models.Recipes;

/// <summary>The rate in three parts with a weight each: Chen et al. 2018.</summary>
/// <param name="Information">α, of the mutual information between image and latent.</param>
/// <param name="Correlation">β, of the total correlation of the latent dimensions.</param>
/// <param name="Dimensions">γ, of what each dimension by itself differs from the prior.</param>
[Choice("The rate in three parts, the total correlation weighed by β", "Chen et al. 2018", Bound = "none")]
public sealed record BetaTcChoice(
    [property: Range(0.0, 1000.0)] double Correlation,
    [property: Range(0.0, 1000.0)] double Information = 1,
    [property: Range(0.0, 1000.0)] double Dimensions = 1) : ObjectiveChoice;

/// <summary>−ELBO + γ · total correlation, which a discriminator estimates: Kim &amp; Mnih 2018.</summary>
/// <param name="Gamma">γ.</param>
/// <param name="Width">Of the discriminator's hidden layers.</param>
/// <param name="Layers">How many.</param>
/// <param name="LearningRate">Of the discriminator's own Adam.</param>
[Choice("−ELBO + γ · total correlation by a discriminator", "Kim & Mnih 2018", Bound = "none")]
public sealed record FactorVaeChoice(
    [property: Range(0.0, 1000.0)] double Gamma,
    [property: Range(1, 8192)] int Width = 1000,
    [property: Range(1, 16)] int Layers = 6,
    [property: Range(1e-8, 10.0)] double LearningRate = 1e-4) : ObjectiveChoice;

/// <summary>−ELBO and a penalty on the covariance of the latents: Kumar, Sattigeri &amp; Balakrishnan 2018.</summary>
/// <param name="OffDiagonal">Weight of the squared covariances of two dimensions.</param>
/// <param name="Diagonal">Weight of the squared distances of the variances from 1.</param>
public abstract record DipChoice(
    [property: Range(0.0, 100_000.0)] double OffDiagonal,
    [property: Range(0.0, 100_000.0)] double Diagonal) : ObjectiveChoice;

/// <summary>The covariance of the posteriors' means.</summary>
/// <param name="OffDiagonal">Weight of the squared covariances of two dimensions.</param>
/// <param name="Diagonal">Weight of the squared distances of the variances from 1.</param>
[Choice("−ELBO + a penalty on the covariance of the means", "Kumar et al. 2018", Bound = "looser")]
public sealed record DipIChoice(double OffDiagonal, double Diagonal) : DipChoice(OffDiagonal, Diagonal);

/// <summary>The covariance of the latents themselves.</summary>
/// <param name="OffDiagonal">Weight of the squared covariances of two dimensions.</param>
/// <param name="Diagonal">Weight of the squared distances of the variances from 1.</param>
[Choice("−ELBO + a penalty on the covariance of the latents", "Kumar et al. 2018", Bound = "looser")]
public sealed record DipIIChoice(double OffDiagonal, double Diagonal) : DipChoice(OffDiagonal, Diagonal);

/// <summary>Distortion + (1 − α) · rate + (α + λ − 1) · MMD²: Zhao, Song &amp; Ermon 2019.</summary>
/// <param name="Alpha">α, weight of the mutual information between image and latent.</param>
/// <param name="Lambda">λ, weight of the distance of all latents from the prior; at least 1 − α.</param>
/// <param name="Kernel">Of the discrepancy.</param>
/// <param name="Scale">Of the kernel, in standard deviations of the prior.</param>
[Choice("Distortion + (1 − α) · rate + (α + λ − 1) · MMD²", "Zhao et al. 2019", Bound = "none")]
public sealed record InfoVaeChoice(
    [property: Range(-1000.0, 1.0)] double Alpha,
    [property: Range(0.0, 100_000.0)] double Lambda,
    DiscrepancyKernel Kernel = DiscrepancyKernel.InverseMultiquadratic,
    [property: Range(0.01, 100.0)] double Scale = 1) : ObjectiveChoice;

/// <summary>Distortion + λ · MMD²: Tolstikhin, Bousquet, Gelly &amp; Schölkopf 2018.</summary>
/// <param name="Lambda">λ.</param>
/// <param name="Kernel">Of the discrepancy.</param>
/// <param name="Scale">Of the kernel, in standard deviations of the prior.</param>
[Choice("Distortion + λ · MMD² of the latents from the prior", "Tolstikhin et al. 2018", Bound = "none")]
public sealed record WaeMmdChoice(
    [property: Range(0.0, 100_000.0)] double Lambda,
    DiscrepancyKernel Kernel = DiscrepancyKernel.InverseMultiquadratic,
    [property: Range(0.01, 100.0)] double Scale = 1) : ObjectiveChoice;

/// <summary>An autoencoder without noise, z = μ(x), with penalties in its place: Ghosh et al. 2020.</summary>
/// <param name="Latent">β, weight of ½ |z|².</param>
/// <param name="Penalty">λ, weight of what keeps the decoder smooth.</param>
public abstract record RaeChoice(
    [property: Range(0.0, 1000.0)] double Latent,
    [property: Range(0.0, 1000.0)] double Penalty) : ObjectiveChoice;

/// <summary>The decoder's squared weights keep it smooth.</summary>
/// <param name="Latent">β, weight of ½ |z|².</param>
/// <param name="Penalty">λ, weight of the squared weights.</param>
[Choice("Autoencoder without noise, small latents and decoder weights", "Ghosh et al. 2020", Bound = "none: no ELBO")]
public sealed record RaeL2Choice(double Latent, double Penalty) : RaeChoice(Latent, Penalty);

/// <summary>The decoder's squared slope keeps it smooth.</summary>
/// <param name="Latent">β, weight of ½ |z|².</param>
/// <param name="Penalty">λ, weight of |∂x̂/∂z|².</param>
[Choice("Autoencoder without noise, small latents and decoder slopes", "Ghosh et al. 2020", Bound = "none: no ELBO")]
public sealed record RaeGpChoice(double Latent, double Penalty) : RaeChoice(Latent, Penalty);
