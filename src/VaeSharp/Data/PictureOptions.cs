using SkiaSharp;

namespace VaeSharp.Data;

/// <summary>How pictures become images of one shape.</summary>
public sealed record PictureOptions
{
    private static readonly Dictionary<string, SKColor> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["white"] = SKColors.White,
        ["black"] = SKColors.Black,
        ["grey"] = SKColors.Gray,
        ["gray"] = SKColors.Gray,
    };

    /// <summary>What is done with other proportions; crop unless given.</summary>
    public PictureResize Resize { get; init; } = PictureResize.Crop;

    /// <summary>What shows through transparent parts and fills the edges of padded pictures: white, black, grey or #rrggbb; white
    /// unless given.</summary>
    public string Background { get; init; } = "white";

    /// <summary>Goes on without pictures that cannot be read, and counts them; false unless given.</summary>
    public bool SkipBad { get; init; }

    /// <summary>The background's red, green and blue.</summary>
    /// <exception cref="ArgumentException">It is no colour.</exception>
    internal (byte Red, byte Green, byte Blue) Ground => Colour(Background) is { } colour
        ? (colour.Red, colour.Green, colour.Blue)
        : throw new ArgumentException($"The background '{Background}' is no colour; expected {Colours}.");

    /// <summary>What names a colour, in words.</summary>
    public const string Colours = "white, black, grey or #rrggbb";

    /// <summary>Whether a text names a colour.</summary>
    public static bool IsColour(string text) => Colour(text) is not null;

    private static SKColor? Colour(string text) =>
        Named.TryGetValue(text, out SKColor named) ? named
        : text is ['#', ..] && text.Length == 7 && SKColor.TryParse(text, out SKColor hexadecimal) ? hexadecimal
        : null;
}
