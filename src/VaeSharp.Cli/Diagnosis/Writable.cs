namespace VaeSharp.Cli.Diagnosis;

/// <summary>Whether files can be made in a folder, found by making one: permissions alone do not tell of a read-only disk.</summary>
internal static class Writable
{
    /// <summary>The folder itself, or the nearest above it that is there.</summary>
    /// <returns>Null where a file stands in the way.</returns>
    internal static string? Existing(string folder)
    {
        string? path = Path.GetFullPath(folder);
        while (path is not null && !Directory.Exists(path))
        {
            path = Path.Exists(path) ? null : Path.GetDirectoryName(path);
        }

        return path;
    }

    /// <summary>Leaves nothing behind.</summary>
    internal static bool Is(string folder)
    {
        if (Existing(folder) is not { } there)
        {
            return false;
        }

        try
        {
            string probe = Path.Combine(there, $".vae-{Guid.NewGuid():N}");
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
