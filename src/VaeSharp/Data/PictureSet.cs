namespace VaeSharp.Data;

/// <summary>Images that a <see cref="PictureReader"/> found, and where each comes from.</summary>
public sealed class PictureSet
{
    internal PictureSet(ImageShape shape, byte[] pixels, IReadOnlyList<PictureItem> items) =>
        (Shape, Pixels, Items) = (shape, pixels, items);

    /// <summary>Of each image.</summary>
    public ImageShape Shape { get; }

    /// <summary>Count×C×H×W values, image after image, each in planes, 0 to 255.</summary>
    public byte[] Pixels { get; }

    /// <summary>What each is called: its path from the folder that was given, with forward slashes, or its file's name; with
    /// <c>#3</c> where its file holds a batch.</summary>
    public IReadOnlyList<string> Names => [.. Items.Select(item => item.Name)];

    internal IReadOnlyList<PictureItem> Items { get; }

    /// <summary>How many images.</summary>
    public int Count => Items.Count;

    /// <summary>What could not be read and was skipped, each with its file and the reason.</summary>
    public IReadOnlyList<string> Skipped => [.. Bad.Select(picture => picture.Reason)];

    internal IReadOnlyList<BadPicture> Bad { get; init; } = [];

    /// <summary>Through how many pictures the background shows.</summary>
    public int Transparent { get; init; }

    /// <summary>How many files of the folders are no pictures.</summary>
    public int LeftOut { get; init; }

    /// <summary>The class number of each image, by the folder it lies in; null where one lies in no folder of such a class.</summary>
    /// <param name="classNames">The classes in the order of their numbers, at most 256.</param>
    public byte[]? Labels(IReadOnlyList<string> classNames)
    {
        int[] found = [.. Items.Select(item => Enumerable.Range(0, classNames.Count)
            .FirstOrDefault(i => classNames[i] == item.ClassName, -1))];
        return found.All(label => label >= 0) ? [.. found.Select(label => (byte)label)] : null;
    }
}

/// <summary>One image of a <see cref="PictureSet"/>.</summary>
/// <param name="Name">Its path from the folder that was given, with forward slashes, or its file's name; with <c>#3</c> where its
/// file holds a batch.</param>
/// <param name="ClassName">The first folder of that path; null for none. A class where the model has one of that name.</param>
internal sealed record PictureItem(string Name, string? ClassName)
{
    internal static PictureItem In(string path)
    {
        int slash = path.IndexOf('/');
        return new(path, slash < 0 ? null : path[..slash]);
    }
}
