using System.Globalization;
using System.Text.RegularExpressions;
using SkiaSharp;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>The one-file example, as a reader runs it.</summary>
public sealed partial class MinimalExampleTests
{
    [Fact]
    public async Task The_example_learns_and_draws()
    {
        string picture = Path.Combine(Path.GetTempPath(), $"minimal-vae-{Guid.NewGuid():N}.png");
        try
        {
            string output = await FileProgram.Run(
                Path.Combine(FileProgram.Root, "examples", "minimal_vae.cs"), Path.GetTempPath(),
                "--epochs", "2", "--limit", "2000", "--out", picture);

            double[] losses = [.. Loss().Matches(output).Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
            Assert.Equal(3, losses.Length);
            Assert.InRange(losses[0], 500, 600); // log 2 for each of 784 pixels is 543
            Assert.True(losses[1] < losses[0] - 200, output);
            Assert.True(losses[2] < losses[1], output);
            AssertDigits(picture);
        }
        finally
        {
            File.Delete(picture);
        }
    }

    // Black ground, white strokes, and no image the same as the next.
    private static void AssertDigits(string path)
    {
        using SKBitmap bitmap = SKBitmap.Decode(path);
        Assert.Equal((672, 672), (bitmap.Width, bitmap.Height));
        byte[] first = Image(bitmap, 0);
        Assert.InRange(first.Min(), 0, 30);
        Assert.InRange(first.Max(), 90, 255);
        Assert.NotEqual(first, Image(bitmap, 1));
    }

    private static byte[] Image(SKBitmap bitmap, int column) =>
        [.. from y in Enumerable.Range(0, 28) from x in Enumerable.Range(28 * column, 28) select bitmap.GetPixel(3 * x, 3 * y).Red];

    [GeneratedRegex(@"test -ELBO (\d+\.\d+) nats")]
    private static partial Regex Loss();
}
