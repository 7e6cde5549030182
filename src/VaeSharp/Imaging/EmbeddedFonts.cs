using SkiaSharp;

namespace VaeSharp.Imaging;

/// <summary>The two typefaces that every picture is drawn with, whatever fonts the machine has.</summary>
internal static class EmbeddedFonts
{
    /// <summary>The name under which plots ask for these typefaces.</summary>
    internal const string Family = "VaeSharp DejaVu Sans";

    internal static SKTypeface Regular { get; } = Load("fonts/DejaVuSans.ttf");

    internal static SKTypeface Bold { get; } = Load("fonts/DejaVuSans-Bold.ttf");

    /// <summary>A font whose glyphs do not depend on the position of the text before them.</summary>
    internal static SKFont Create(SKTypeface typeface, float pixels) =>
        new(typeface, pixels)
        {
            Edging = SKFontEdging.Antialias,
            Hinting = SKFontHinting.Slight,
            Subpixel = true,
        };

    private static SKTypeface Load(string resource)
    {
        using Stream stream = typeof(EmbeddedFonts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The library was built without its resource '{resource}'.");
        using SKData data = SKData.Create(stream);
        return SKTypeface.FromData(data)
            ?? throw new InvalidOperationException($"SkiaSharp cannot read the embedded font '{resource}'.");
    }
}
