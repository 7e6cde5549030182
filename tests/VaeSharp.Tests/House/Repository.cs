namespace VaeSharp.Tests.House;

/// <summary>The files of the clone that the tests were built in.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    /// <summary>Every C# file below a folder of the clone, without what the build makes.</summary>
    internal static IReadOnlyList<SourceFile> Sources(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "artifacts"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path)),
    ];

    /// <summary>The texts for people: Markdown at the root and in <c>docs/</c>.</summary>
    internal static IReadOnlyList<string> Documents()
    {
        string docs = Path.Combine(Root, "docs");
        return
        [
            .. Directory.EnumerateFiles(Root, "*.md"),
            .. Directory.Exists(docs) ? Directory.EnumerateFiles(docs, "*.md", SearchOption.AllDirectories) : [],
        ];
    }

    internal static string Absolute(string path) => Path.Combine(Root, path);

    internal static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "VaeSharp.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No VaeSharp.slnx above {AppContext.BaseDirectory}: run the tests in a clone.");
    }
}

/// <summary>A C# file, by its path from the root with forward slashes.</summary>
internal sealed record SourceFile(string Path)
{
    internal string Text { get; } = File.ReadAllText(Repository.Absolute(Path));

    internal int Lines => Text.Count(c => c == '\n');
}
