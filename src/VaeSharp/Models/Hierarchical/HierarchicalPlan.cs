using VaeSharp.Data;

namespace VaeSharp.Models.Hierarchical;

/// <summary>The sizes of a hierarchical VAE, shared by the bottom-up and the top-down path.</summary>
/// <param name="Groups">Groups of latents at each resolution, from half of the image's size on, each half of the last.</param>
/// <param name="Width">Channels of the features between blocks.</param>
/// <param name="Bottleneck">Channels within blocks.</param>
/// <param name="Blocks">Residual blocks of the bottom-up path at each resolution.</param>
/// <param name="Channels">Latents at each position of a group.</param>
internal sealed record HierarchicalPlan(IReadOnlyList<int> Groups, int Width, int Bottleneck, int Blocks, int Channels)
{
    /// <summary>Height and width of each resolution, the finest first.</summary>
    public IReadOnlyList<(int Height, int Width)> Sizes(ImageShape shape)
    {
        var sizes = new List<(int Height, int Width)>();
        (int height, int width) = (shape.Height, shape.Width);
        foreach (int _ in Groups)
        {
            (height, width) = ((height + 1) / 2, (width + 1) / 2);
            sizes.Add((height, width));
        }

        return sizes;
    }

    /// <summary>For each group from the highest to the lowest, the index of its resolution.</summary>
    public IReadOnlyList<int> Resolutions =>
        [.. Enumerable.Range(0, Groups.Count).Reverse().SelectMany(r => Enumerable.Repeat(r, Groups[r]))];

    /// <summary>What the last layers of residual blocks begin with, so that a deep sum starts no larger than a shallow
    /// one: Child 2021, section 4.1.</summary>
    /// <param name="blocks">How many are summed.</param>
    internal static double InitialScale(int blocks) => 1 / Math.Sqrt(Math.Max(1, blocks));
}
