namespace VaeSharp.Storage;

/// <summary>A file is not what its format asks for: damaged, cut off, hostile or of a newer version.</summary>
public sealed class StorageFormatException : Exception
{
    /// <summary>Says which file, what was found there and what was expected.</summary>
    public StorageFormatException(string file, string found, string expected, Exception? inner = null)
        : base($"{file}: found {found}; expected {expected}.", inner)
    {
        File = file;
        Found = found;
        Expected = expected;
    }

    /// <summary>The file that was read.</summary>
    public string File { get; }

    /// <summary>What stands there.</summary>
    public string Found { get; }

    /// <summary>What should stand there.</summary>
    public string Expected { get; }

    /// <summary>Whether the file may be sound, and only too new for this version.</summary>
    public bool IsNewerFormat { get; init; }

    /// <summary>Whether a part is missing, as happens to a reader while a checkpoint is replaced.</summary>
    internal bool IsAbsence { get; init; }
}
