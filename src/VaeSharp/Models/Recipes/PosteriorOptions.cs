using System.ComponentModel.DataAnnotations;

namespace VaeSharp.Models.Recipes;

/// <summary>Where latents live.</summary>
public enum LatentSpace
{
    /// <summary>All of ℝᴰ.</summary>
    Euclidean,

    /// <summary>The unit sphere of ℝᴰ.</summary>
    Sphere,

    /// <summary>Vectors of a codebook.</summary>
    Codes,
}

/// <summary>q(z|x).</summary>
/// <param name="Dimension">Of what it puts at one position: the latent dimension D where there is one position. See
/// <see cref="LatentLayout"/>.</param>
public abstract record PosteriorOptions([property: Range(1, 4096)] int Dimension) : Choice
{
    /// <summary>Where its latents live.</summary>
    public virtual LatentSpace Space => LatentSpace.Euclidean;

    /// <summary>Whether it is a Gaussian, so that the mean and the covariance of q(z|x) and each dimension's density are known.</summary>
    public virtual bool IsGaussian => false;

    /// <summary>Whether latent dimensions are independent given the image.</summary>
    public virtual bool HasIndependentDimensions => false;

    /// <summary>Whether log q(z|x) is known of any z, and not of its own samples alone.</summary>
    public virtual bool HasDensityEverywhere => true;

    /// <summary>K, the size of its codebook; 0 where it has none.</summary>
    public virtual int CodebookSize => 0;

    /// <summary>Whether training lowers something for its sake that comes on top of −ELBO.</summary>
    public virtual bool AddsToLoss => false;

    /// <summary>How many latents there are at one position.</summary>
    public virtual int NumbersPerPosition => Dimension;

    /// <summary>The grid of codes of an image whose network leaves a grid of positions; null where there are none.</summary>
    /// <param name="rows">Of the grid of positions.</param>
    /// <param name="columns">Of the grid of positions.</param>
    public virtual CodeGrid? CodesOver(int rows, int columns) => null;

    /// <summary>How many numbers it keeps in a training step.</summary>
    /// <param name="sizes">Of the step.</param>
    internal virtual double StepNumbers(StepSizes sizes) => 10 * sizes.Latents * sizes.Decoded;

    /// <summary>The part of the model, with fresh weights from libtorch's generator.</summary>
    /// <param name="inputs">What it reads.</param>
    public abstract Posterior Create(PosteriorInputs inputs);
}

/// <summary>What a posterior reads.</summary>
/// <param name="Features">How many the encoder gives for an image: [B, features].</param>
/// <param name="AreVectors">Whether they are the vectors of a grid already: see <see cref="NetworkOptions.LeavesVectors"/>.</param>
/// <param name="Latents">D.</param>
public sealed record PosteriorInputs(long Features, bool AreVectors, long Latents);
