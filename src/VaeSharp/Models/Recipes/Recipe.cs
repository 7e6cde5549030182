using System.ComponentModel.DataAnnotations;
using VaeSharp.Data;

namespace VaeSharp.Models.Recipes;

/// <summary>All that makes a trained model from data: the five choices, the data and the training.</summary>
/// <param name="About">What the recipe is for, in a sentence.</param>
/// <param name="Expected">What a run should reach.</param>
/// <param name="Cost">How long a run takes, and where.</param>
/// <param name="Data">Which images, and how their values are read.</param>
/// <param name="Networks">Encoder and decoder.</param>
/// <param name="Labels">Which parts see the label.</param>
/// <param name="Posterior">q(z|x).</param>
/// <param name="Prior">p(z).</param>
/// <param name="Likelihood">p(x|z).</param>
/// <param name="Objective">What training lowers.</param>
/// <param name="Training">How it is lowered.</param>
public sealed record Recipe(
    string About,
    string Expected,
    string Cost,
    DataOptions Data,
    NetworkOptions Networks,
    LabelUse Labels,
    PosteriorOptions Posterior,
    PriorOptions Prior,
    LikelihoodOptions Likelihood,
    ObjectiveOptions Objective,
    TrainingOptions Training);

/// <summary>Which images, and how their values are read.</summary>
/// <param name="Name">A data set that is listed, idx:PATH or folder:PATH.</param>
/// <param name="Binarization">None keeps grey values; threshold and dynamic make them 0 or 1.</param>
/// <param name="Validation">How many training images are kept aside for validation.</param>
/// <param name="Size">Height and width to resize a folder's images to; null keeps theirs.</param>
/// <param name="Flip">Whether training mirrors half of the images left to right.</param>
/// <param name="Corruption">What the encoder's input suffers in training; null for nothing.</param>
/// <param name="Height">Height to resize a folder's images to, with a width, in place of a size.</param>
/// <param name="Width">Width to resize them to.</param>
/// <param name="Channels">1 makes a folder's images grey, 3 keeps colour; null: grey where all pictures are.</param>
/// <param name="Resize">What is done with a folder's pictures of other proportions.</param>
/// <param name="Background">What shows through a folder's transparent pictures: white, black, grey or #rrggbb.</param>
/// <param name="SkipBad">Goes on without a folder's pictures that cannot be read.</param>
/// <param name="Shift">In training each image is moved by up to so many pixels along each axis, its edge repeated; 0 for not.</param>
public sealed record DataOptions(
    string Name,
    Binarization Binarization = Binarization.None,
    [property: Range(0, 1_000_000)] int Validation = 5000,
    [property: Range(4, 256)] int? Size = null,
    bool Flip = false,
    Corruption? Corruption = null,
    [property: Range(4, 256)] int? Height = null,
    [property: Range(4, 256)] int? Width = null,
    [property: Range(1, 3)] int? Channels = null,
    PictureResize Resize = PictureResize.Crop,
    string Background = "white",
    bool SkipBad = false,
    [property: Range(0, 64)] int Shift = 0)
{
    /// <summary>The request for these images.</summary>
    /// <param name="directory">Where they lie instead; null for where the name says.</param>
    /// <param name="limit">The most images of each part; null for all.</param>
    public DatasetRequest Request(string? directory = null, int? limit = null) => new(Name, directory, Validation, limit, Size)
    {
        Height = Height,
        Width = Width,
        Channels = Channels,
        Pictures = new() { Resize = Resize, Background = Background, SkipBad = SkipBad },
    };
}

/// <summary>How grey values become ones and zeros. Decides which numbers may be compared.</summary>
public enum Binarization
{
    /// <summary>Values stay k/255.</summary>
    None,

    /// <summary>1 where the value is at least 0.5.</summary>
    Threshold,

    /// <summary>1 with the value as probability, drawn anew each time. Source: Salakhutdinov &amp; Murray 2008.</summary>
    Dynamic,
}

/// <summary>Noise that a denoising VAE learns to remove. Source: Im et al. 2017.</summary>
/// <param name="Kind">Which noise.</param>
/// <param name="Minimum">The least level: σ for Gaussian noise, the share of pixels for the others.</param>
/// <param name="Maximum">The greatest level; each image draws its own between the two.</param>
public sealed record Corruption(
    CorruptionKind Kind,
    [property: Range(0.0, 2.0)] double Minimum,
    [property: Range(0.0, 2.0)] double Maximum);

/// <summary>Kinds of noise.</summary>
public enum CorruptionKind
{
    /// <summary>Adds σ ε to each value, unclipped.</summary>
    Gaussian,

    /// <summary>Sets a share of the values to 0 or 1.</summary>
    SaltAndPepper,

    /// <summary>Sets a share of the values to 0.</summary>
    Mask,
}
