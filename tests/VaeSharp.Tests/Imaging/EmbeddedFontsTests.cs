using VaeSharp.Imaging;
using Xunit;

namespace VaeSharp.Tests.Imaging;

public sealed class EmbeddedFontsTests
{
    [Theory]
    [InlineData("actual 7 · given 8")]
    [InlineData("Größe, naïve, œuvre, 10⁻³ ± 0.2 σ²")]
    [InlineData("βκλμσφψ … – × → Σ")]
    public void Text_of_captions_and_formulas_has_glyphs(string text)
    {
        Assert.True(EmbeddedFonts.Regular.ContainsGlyphs(text));
        Assert.True(EmbeddedFonts.Bold.ContainsGlyphs(text));
    }

    [Fact]
    public void Both_weights_are_there()
    {
        Assert.Equal("DejaVu Sans", EmbeddedFonts.Regular.FamilyName);
        Assert.False(EmbeddedFonts.Regular.IsBold);
        Assert.True(EmbeddedFonts.Bold.IsBold);
    }

    [Fact]
    public void Their_licence_travels_with_them()
    {
        using Stream? licence = typeof(EmbeddedFonts).Assembly.GetManifestResourceStream("fonts/LICENSE");
        using var reader = new StreamReader(licence!);
        Assert.Contains("Bitstream Vera", reader.ReadToEnd(), StringComparison.Ordinal);
    }
}
