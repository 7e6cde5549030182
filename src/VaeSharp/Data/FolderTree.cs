namespace VaeSharp.Data;

/// <summary>The pictures of one part of a folder, before they have numbers for their classes.</summary>
/// <param name="Prefix">The part's own folder, such as <c>train/</c>; empty for the whole.</param>
/// <param name="Part">What its pictures are for.</param>
/// <param name="Classes">Its sub-folders that hold pictures themselves.</param>
/// <param name="Paths">Its pictures, from the folder's top.</param>
internal sealed record FolderTree(
    string Prefix, FolderPart Part, IReadOnlyList<string> Classes, IReadOnlyList<string> Paths)
{
    /// <summary>Pictures that lie beside class folders.</summary>
    public IEnumerable<string> Loose => Paths.Where(path => !Below(path).Contains('/'));

    /// <summary>That of all pictures under a prefix.</summary>
    public static FolderTree Of(IReadOnlyList<string> pictures, string prefix, FolderPart part)
    {
        string[] paths = [.. pictures.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))];
        string[] classes =
        [
            .. paths.Select(path => path[prefix.Length..].Split('/')).Where(parts => parts.Length == 2)
                .Select(parts => parts[0]).Distinct(),
        ];
        return new(prefix, part, classes, paths);
    }

    /// <summary>The pictures that have a class; without classes, those that lie in the folder itself.</summary>
    public IEnumerable<ImageFile> Files(string top, string[] names)
    {
        foreach (string path in Paths)
        {
            string below = Below(path);
            int slash = below.IndexOf('/');
            int label = names.Length == 0 ? (slash < 0 ? 0 : -1) : slash < 0 ? -1 : Array.IndexOf(names, below[..slash]);
            if (label >= 0)
            {
                yield return new(Path.Combine(top, path), path, (byte)label, Part);
            }
        }
    }

    private string Below(string path) => path[Prefix.Length..];
}
