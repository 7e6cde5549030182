using VaeSharp.Data;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Models;

/// <summary>How the latents of an image lie: one or more groups, each with as many numbers at every position of its grid.</summary>
/// <remarks>
/// The one place where <c>posterior.dimension</c> becomes a number of latents. It says how many numbers stand at one position, and a
/// network says which positions there are: one for the whole image, those of a grid, or those of each group of a hierarchy.
/// </remarks>
/// <param name="Groups">In the order of z.</param>
internal sealed record LatentLayout(IReadOnlyList<LatentGroup> Groups)
{
    /// <summary>D, the latents of an image.</summary>
    public long Latents => Groups.Sum(group => (long)group.Height * group.Width * group.Channels);

    /// <summary>How many terms the rate of a Gaussian q(z|x) has, each of which <c>freeBits</c> may leave without penalty: one for each
    /// number of a group, over all of its positions.</summary>
    public long RateTerms => Groups.Sum(group => (long)group.Channels);

    /// <summary>That of a network's latents.</summary>
    /// <param name="networks">Says which positions there are.</param>
    /// <param name="posterior">Says how many numbers stand at each.</param>
    /// <param name="images">Shape of one image.</param>
    public static LatentLayout Of(NetworkOptions networks, PosteriorOptions posterior, ImageShape images) => new(
    [
        .. networks.Positions(images).Select(grid => new LatentGroup(grid.Rows, grid.Columns, posterior.NumbersPerPosition)),
    ]);
}

/// <summary>A group of latents: so many at each position of a grid.</summary>
internal sealed record LatentGroup(int Height, int Width, int Channels);
