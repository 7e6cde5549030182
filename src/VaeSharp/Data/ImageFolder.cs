namespace VaeSharp.Data;

/// <summary>A folder of PNG and JPEG pictures as a data set.</summary>
/// <remarks>
/// Pictures are grey, one channel, only when all of the folder are: when red, green and blue agree everywhere.
/// </remarks>
internal static class ImageFolder
{
    private const int LargestSize = 1024;

    /// <summary>Reads a folder, or what was kept of it when nothing has changed since.</summary>
    /// <param name="directory">The folder; see <see cref="ImageFolderListing"/> for its classes and splits.</param>
    /// <param name="size">The height and width to resize to; without it all pictures must have one size.</param>
    /// <param name="cache">Where decoded pixels are kept.</param>
    /// <param name="progress">Receives a line for each step that takes time.</param>
    /// <exception cref="DatasetUnavailableException">There is nothing to read, or the sizes differ.</exception>
    /// <exception cref="DataFormatException">A picture is damaged, too large, or no PNG or JPEG.</exception>
    public static WholeDataset Load(
        string directory, int? size, DatasetCache cache, IProgress<string>? progress)
    {
        if (size is < 1 or > LargestSize)
        {
            throw new ArgumentException($"The size {size} is not between 1 and {LargestSize}.");
        }

        ImageFolderListing listing = ImageFolderListing.Scan(directory);
        var kept = new DecodedFolder(cache, listing, size);
        if (kept.Read() is not { } images)
        {
            progress?.Report($"Decoding {listing.Files.Count} pictures of {listing.Directory}");
            images = Decode(listing, size);
            kept.Write(images, progress);
        }

        return new(Part(listing, images, isTest: false), Part(listing, images, isTest: true));
    }

    private static PixelBlock Decode(ImageFolderListing listing, int? size)
    {
        ImageShape shape = size is { } side ? new(3, side, side) : CommonShape(listing);
        int count = listing.Files.Count;
        if ((long)count * shape.Values > Array.MaxLength)
        {
            throw new DatasetUnavailableException(
                $"{listing.Directory} has {count} pictures of {shape}, which do not fit into memory. Ask for a size.");
        }

        var pixels = new byte[count * shape.Values];
        InParallel.For(count, i => PictureFile.Read(
            listing.Files[i].Path, pixels.AsSpan(i * shape.Values, shape.Values), shape));
        return WithoutColour(new(shape, count, pixels));
    }

    private static ImageShape CommonShape(ImageFolderListing listing)
    {
        var shapes = new ImageShape[listing.Files.Count];
        InParallel.For(shapes.Length, i => shapes[i] = PictureFile.ReadShape(listing.Files[i].Path));
        int other = Array.FindIndex(shapes, shape => shape != shapes[0]);
        return other < 0
            ? shapes[0]
            : throw new DatasetUnavailableException(
                $"{listing.Files[0].Path} has {shapes[0].Height}×{shapes[0].Width} pixels and "
                + $"{listing.Files[other].Path} has {shapes[other].Height}×{shapes[other].Width}. "
                + "Give them one size, or ask for a size that all are resized to.");
    }

    private static PixelBlock WithoutColour(PixelBlock images)
    {
        int plane = images.Shape.Height * images.Shape.Width;
        var grey = new byte[images.Count * plane];
        for (int i = 0; i < images.Count; i++)
        {
            ReadOnlySpan<byte> image = images.Pixels.AsSpan(i * 3 * plane, 3 * plane);
            ReadOnlySpan<byte> red = image[..plane];
            if (!red.SequenceEqual(image[plane..(2 * plane)]) || !red.SequenceEqual(image[(2 * plane)..]))
            {
                return images;
            }

            red.CopyTo(grey.AsSpan(i * plane));
        }

        return new(images.Shape with { Channels = 1 }, images.Count, grey);
    }

    private static ImageDataset Part(ImageFolderListing listing, PixelBlock images, bool isTest)
    {
        byte[] labels = [.. listing.Files.Select(file => file.Label)];
        string name = Path.GetFileName(listing.Directory);
        int[] indices = [.. Enumerable.Range(0, labels.Length).Where(i => listing.Files[i].IsTest == isTest)];
        return new ImageDataset(name, images.Shape, images.Pixels, labels, listing.ClassNames).Select(indices);
    }
}
