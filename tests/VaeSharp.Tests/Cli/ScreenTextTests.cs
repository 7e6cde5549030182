using VaeSharp.Cli;
using Xunit;

namespace VaeSharp.Tests.Cli;

public sealed class ScreenTextTests
{
    private const string Epoch =
        "epoch 1/2 · training −ELBO 546.71 = distortion 546.06 + rate 0.65 · validation −ELBO 531.12 = distortion 530.01 + rate 1.11";

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(200)]
    public void No_row_is_longer_than_the_screen_and_no_word_is_lost_or_broken(int columns)
    {
        string[] rows = ScreenText.Wrapped(Epoch, columns).Split(Environment.NewLine);

        Assert.All(rows, row => Assert.InRange(row.Length, 1, columns));
        Assert.All(rows.Skip(1), row => Assert.StartsWith("  ", row, StringComparison.Ordinal));
        Assert.Equal(Epoch, string.Join(' ', rows.Select(row => row.Trim())));
    }

    [Fact]
    public void A_row_ends_at_a_separator_where_that_fills_half_of_it()
    {
        string[] rows = ScreenText.Wrapped(Epoch, 80).Split(Environment.NewLine);

        Assert.Equal("epoch 1/2 · training −ELBO 546.71 = distortion 546.06 + rate 0.65 ·", rows[0]);
        Assert.Equal("  validation −ELBO 531.12 = distortion 530.01 + rate 1.11", rows[1]);
    }

    [Fact]
    public void What_is_to_be_copied_stays_in_one_piece()
    {
        const string line = "  vae train --resume --run runs/a-long-name-of-a-run";

        Assert.Equal(line, ScreenText.Wrapped(line, 20));
    }

    [Fact]
    public void A_word_that_is_longer_than_the_screen_is_left_to_the_screen() => Assert.Equal(
        ["See", "  runs/a-very-long-name-of-a-run/README.md", "  for more."],
        ScreenText.Wrapped("See runs/a-very-long-name-of-a-run/README.md for more.", 20).Split(Environment.NewLine));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("word")]
    [InlineData("          leading")]
    public void Short_texts_stay_as_they_are(string text) => Assert.Equal(text, ScreenText.Wrapped(text, 20));
}
