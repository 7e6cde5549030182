using SkiaSharp;

namespace VaeSharp.Imaging;

/// <summary>What a line of text is for; it decides size, weight and colour.</summary>
internal enum TextRole
{
    Title,
    Legend,
    Heading,
    Caption,
    Emphasis,
}

/// <summary>Measures and draws lines in the embedded typefaces.</summary>
internal sealed class TextStyle : IDisposable
{
    private readonly SKFont[] _fonts = [.. Enum.GetValues<TextRole>().Select(CreateFont)];

    /// <summary>Pixels from one line to the next.</summary>
    internal static int LineHeight(TextRole role) => (int)MathF.Ceiling(Size(role) * 1.35f);

    internal float Measure(string line, TextRole role) => _fonts[(int)role].MeasureText(line);

    /// <summary>Draws lines below each other from <paramref name="top"/> and returns where the next would start.</summary>
    internal int Draw(SKCanvas canvas, IReadOnlyList<string> lines, TextRole role, float x, int top, SKTextAlign align)
    {
        using var paint = new SKPaint { Color = Colour(role), IsAntialias = true };
        foreach (string line in lines)
        {
            // DejaVu's capitals are 0.73 em high: this centres them in the line.
            float baseline = top + (LineHeight(role) + 0.73f * Size(role)) / 2;
            canvas.DrawText(line, x, MathF.Round(baseline), align, _fonts[(int)role], paint);
            top += LineHeight(role);
        }

        return top;
    }

    public void Dispose()
    {
        foreach (SKFont font in _fonts)
        {
            font.Dispose();
        }
    }

    private static SKFont CreateFont(TextRole role) =>
        EmbeddedFonts.Create(
            role is TextRole.Title or TextRole.Heading or TextRole.Emphasis
                ? EmbeddedFonts.Bold
                : EmbeddedFonts.Regular,
            Size(role));

    private static float Size(TextRole role) => role switch
    {
        TextRole.Title => 18,
        TextRole.Legend => 13,
        _ => 12,
    };

    // Dark enough on white for 7 : 1 contrast; the emphasis stays distinct to colour-blind eyes by its weight.
    private static SKColor Colour(TextRole role) => role switch
    {
        TextRole.Title => new SKColor(0x1a, 0x1a, 0x1a),
        TextRole.Emphasis => new SKColor(0x9a, 0x34, 0x12),
        _ => new SKColor(0x44, 0x44, 0x44),
    };
}
