using VaeSharp.Imaging;
using Xunit;

namespace VaeSharp.Tests.Imaging;

public sealed class TextWrapTests
{
    private const string Sentence = "left: original right: reconstruction of a test image";

    [Theory]
    [InlineData(14)]
    [InlineData(20)]
    [InlineData(1000)]
    public void Lines_hold_all_words_in_order_and_never_exceed_the_width(int width)
    {
        List<string> lines = TextWrap.Words(Sentence, width, line => line.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
        Assert.Equal(Sentence, string.Join(' ', lines));
    }

    [Theory]
    [InlineData("automobile", 10, "automobile")]
    [InlineData("automobile", 9, "automobi…")]
    [InlineData("an automobile", 4, "an…")]
    [InlineData("automobile", 0, "…")]
    [InlineData("ab😀cd", 4, "ab…")]
    public void A_text_that_does_not_fit_ends_in_an_ellipsis(string text, int width, string expected) =>
        Assert.Equal(expected, TextWrap.Shorten(text, width, line => line.Length));

    [Fact]
    public void A_caption_breaks_at_its_separators() =>
        Assert.Equal(["actual 7", "given 8"], TextWrap.AtSeparators("actual 7 · given 8"));
}
