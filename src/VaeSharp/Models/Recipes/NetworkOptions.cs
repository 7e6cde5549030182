using VaeSharp.Data;

namespace VaeSharp.Models.Recipes;

/// <summary>The networks around the latents.</summary>
/// <remarks>Those with one layer of latents, and all of another assembly, begin from <see cref="EncoderDecoderOptions"/>.</remarks>
public abstract record NetworkOptions : Choice
{
    /// <summary>Whether latents are groups, each with a Gaussian posterior and prior of its own, given those above it.</summary>
    public virtual bool IsHierarchical => false;

    /// <summary>Whether the encoder's features are vectors at the positions of a grid, to be put on codes.</summary>
    public virtual bool LeavesVectors => false;

    /// <summary>The grid of positions that each group of latents stands at, in the order of z; one group at one position where features
    /// are of the whole image.</summary>
    /// <param name="images">Shape of one image.</param>
    public virtual IReadOnlyList<(int Rows, int Columns)> Positions(ImageShape images) => [(1, 1)];

    /// <summary>How many numbers the encoder and the decoder keep for each image until its gradients are known; 0 where nobody says.
    /// </summary>
    /// <param name="images">Shape of one image.</param>
    /// <param name="output">Shape of what the decoder gives for an image.</param>
    /// <param name="latents">D, of an image.</param>
    internal virtual (double Encoder, double Decoder) NumbersPerImage(ImageShape images, ImageShape output, double latents) => (0, 0);

    /// <summary>Whether training begins with a linear path as probabilistic PCA.</summary>
    internal virtual bool StartsLinear => false;

    /// <summary>Encoder, posterior, prior and decoder, with fresh weights from libtorch's generator.</summary>
    /// <param name="recipe">Names the posterior and the prior.</param>
    /// <param name="shape">What goes in; its latents are those of <see cref="LatentLayout"/>.</param>
    /// <param name="output">Shape of what the decoder gives for an image: P channels, as the likelihood asks for.</param>
    internal abstract LatentModel Create(Recipe recipe, ModelShape shape, ImageShape output);
}
