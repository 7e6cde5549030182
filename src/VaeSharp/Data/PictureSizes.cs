namespace VaeSharp.Data;

/// <summary>The sizes of a folder's pictures, by their headers alone.</summary>
internal static class PictureSizes
{
    /// <summary>The one size that all pictures have; null where they differ, or where a side is longer or shorter than asked.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="least">The shortest side.</param>
    /// <param name="most">The longest side.</param>
    /// <exception cref="DatasetUnavailableException">There are no pictures, or they lie where no class is.</exception>
    public static (int Height, int Width)? Common(string directory, int least, int most)
    {
        IReadOnlyList<ImageFile> files = ImageFolderListing.Scan(directory).Files;
        ImageShape first = Shape(files[0].Path);
        if (Math.Min(first.Height, first.Width) < least || Math.Max(first.Height, first.Width) > most)
        {
            return null; // as nearly all photos are: none of the others is opened
        }

        bool other = false;
        InParallel.For(files.Count, i => other = other || Shape(files[i].Path) != first);
        return other ? null : (first.Height, first.Width);
    }

    // What cannot be read is told when it is decoded.
    private static ImageShape Shape(string path)
    {
        ImageShape shape = default;
        PictureDecoding.Reason(path, () => shape = PictureFile.ReadShape(path));
        return shape;
    }
}
