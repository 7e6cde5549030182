namespace VaeSharp.Data;

/// <summary>Paths as a person writes them.</summary>
internal static class DataPath
{
    /// <summary>The absolute path; <c>~</c> is the user's home also where no shell has replaced it.</summary>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static string Absolute(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new ArgumentException("The path of a folder or file is empty.");
        }

        bool home = path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
            || path.StartsWith($"~{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        return Path.GetFullPath(home
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
            : path);
    }
}
