using ScottPlot;
using SkiaSharp;

namespace VaeSharp.Imaging;

/// <summary>Gives ScottPlot the embedded typefaces under a name of their own, and leaves all other names alone.</summary>
internal sealed class PlotFonts : IFontResolver
{
    private static readonly Lazy<string> Registered = new(Register);

    private PlotFonts()
    {
    }

    /// <summary>The name to ask for; the first call registers it.</summary>
    internal static string Family => Registered.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.SemiBold, slant != FontSlant.Upright);

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic)
    {
        if (fontName != EmbeddedFonts.Family)
        {
            return null;
        }

        return bold ? EmbeddedFonts.Bold : EmbeddedFonts.Regular;
    }

    private static string Register()
    {
        Fonts.FontResolvers.Insert(0, new PlotFonts());
        return EmbeddedFonts.Family;
    }
}
