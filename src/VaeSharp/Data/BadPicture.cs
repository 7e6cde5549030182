namespace VaeSharp.Data;

/// <summary>A picture that cannot be read.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Reason">What was found, and what was expected.</param>
internal sealed record BadPicture(string Path, string Reason);

/// <summary>Some of many pictures cannot be read; all of these are told at once.</summary>
public sealed class BadPicturesException : Exception
{
    private const int MostShown = 20;

    /// <summary>Names them.</summary>
    /// <param name="bad">Those that cannot be read.</param>
    /// <param name="total">All pictures that were asked for, good ones too.</param>
    internal BadPicturesException(IReadOnlyList<BadPicture> bad, int total)
        : base(InWords(bad, total))
    {
        Bad = bad;
        Total = total;
    }

    /// <summary>Each that cannot be read, its file with the reason, in the order in which they were asked for.</summary>
    public IReadOnlyList<string> Reasons => [.. Bad.Select(picture => picture.Reason)];

    internal IReadOnlyList<BadPicture> Bad { get; }

    /// <summary>Whether they were to be a data set, as its recipe says; else they were given one by one or in folders.</summary>
    internal bool AreDataset { get; init; }

    /// <summary>How many were asked for.</summary>
    public int Total { get; }

    private static string InWords(IReadOnlyList<BadPicture> bad, int total) => string.Join(
        "\n  ",
        bad.Take(MostShown).Select(picture => picture.Reason)
            .Prepend($"{bad.Count} of {total} pictures cannot be read:")
            .Concat(bad.Count > MostShown ? [$"and {bad.Count - MostShown} more"] : []));
}
