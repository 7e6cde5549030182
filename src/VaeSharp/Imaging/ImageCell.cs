namespace VaeSharp.Imaging;

/// <summary>One place of an <see cref="ImageGrid"/>: images side by side under one caption.</summary>
/// <param name="Images">Planes of bytes [C, H, W], all of the grid's shape; an empty list leaves the place blank.</param>
/// <param name="Caption">A line below the images. It may break at " · ".</param>
internal sealed record ImageCell(IReadOnlyList<byte[]> Images, string? Caption = null)
{
    /// <summary>Whether the caption stands out, as for a wrong guess.</summary>
    public bool Emphasised { get; init; }

    /// <summary>A single image.</summary>
    public static ImageCell Of(byte[] image, string? caption = null) => new([image], caption);

    /// <summary>An image and what the model made of it.</summary>
    public static ImageCell Pair(byte[] original, byte[] reconstruction, string? caption = null) =>
        new([original, reconstruction], caption);
}
