namespace VaeSharp.Data;

/// <summary>A data file that is not what its format says: the only exception the parsers throw.</summary>
public sealed class DataFormatException : Exception
{
    /// <summary>Says which file is wrong, where, and what stands there instead of what.</summary>
    /// <param name="file">The file's name as the user knows it.</param>
    /// <param name="offset">Bytes from the file's beginning to the fault.</param>
    /// <param name="found">What was found there.</param>
    /// <param name="expected">What the format demands there.</param>
    /// <param name="innerException">The fault underneath, where there is one.</param>
    public DataFormatException(
        string file, long offset, string found, string expected, Exception? innerException = null)
        : base($"{file}: at byte {offset}: found {found}, expected {expected}.", innerException)
    {
        File = file;
        Offset = offset;
        Found = found;
        Expected = expected;
    }

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>Bytes from the file's beginning to the fault.</summary>
    public long Offset { get; }

    /// <summary>What stands in the file at that byte, in words.</summary>
    public string Found { get; }

    /// <summary>What the format demands at that byte, in words.</summary>
    public string Expected { get; }
}
