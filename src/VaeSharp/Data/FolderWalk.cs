namespace VaeSharp.Data;

/// <summary>What lies in a folder and below it, by name alone: nothing is opened.</summary>
/// <param name="Top">The folder, as an absolute path.</param>
/// <param name="Pictures">Paths from there with forward slashes, in ordinal order.</param>
/// <param name="Others">How many files are left out, by their endings.</param>
/// <remarks>Hidden names and the <c>__MACOSX</c> of unpacked archives are passed over; links to a folder above end there.</remarks>
internal sealed record FolderWalk(string Top, IReadOnlyList<string> Pictures, IReadOnlyDictionary<string, int> Others)
{
    private const int MostDepth = 32;

    private static readonly string[] Clutter = ["thumbs.db", "desktop.ini"];

    /// <summary>Looks through a folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="wanted">Which files are taken.</param>
    /// <exception cref="DatasetUnavailableException">There is no such folder, or it cannot be looked at.</exception>
    public static FolderWalk Through(string directory, Func<string, bool> wanted)
    {
        string top = Path.GetFullPath(directory);
        if (!Directory.Exists(top))
        {
            throw new DatasetUnavailableException(
                File.Exists(top) ? $"{top} is a file; expected a folder." : $"The folder {top} does not exist.");
        }

        var pictures = new List<string>();
        var others = new SortedDictionary<string, int>(StringComparer.Ordinal);
        try
        {
            Visit(new DirectoryInfo(top), [Real(new(top))], wanted, path =>
                pictures.Add(Path.GetRelativePath(top, path).Replace(Path.DirectorySeparatorChar, '/')), others);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new DatasetUnavailableException($"{top} cannot be looked through: {refused.Message}", refused);
        }

        pictures.Sort(StringComparer.Ordinal);
        return new(top, pictures, others);
    }

    /// <summary>The other files in words, such as "3 .txt, 1 .svg"; empty for none.</summary>
    public string OthersInWords() => string.Join(", ", Others.Select(pair => $"{pair.Value} {pair.Key}"));

    private static void Visit(
        DirectoryInfo directory, List<string> above, Func<string, bool> wanted, Action<string> found,
        SortedDictionary<string, int> others)
    {
        foreach (FileInfo file in directory.EnumerateFiles())
        {
            if (file.Name.StartsWith('.') || Clutter.Contains(file.Name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (wanted(file.Name))
            {
                found(file.FullName);
                continue;
            }

            string ending = file.Extension.Length > 0 ? file.Extension.ToLowerInvariant() : "without an ending";
            others[ending] = others.GetValueOrDefault(ending) + 1;
        }

        foreach (DirectoryInfo inner in directory.EnumerateDirectories())
        {
            string real = Real(inner);
            if (inner.Name.StartsWith('.') || inner.Name == "__MACOSX" || above.Contains(real) || above.Count >= MostDepth)
            {
                continue;
            }

            Visit(inner, [.. above, real], wanted, found, others);
        }
    }

    private static string Real(DirectoryInfo directory) =>
        directory.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? directory.FullName;
}
