using SkiaSharp;
using VaeSharp.Imaging;
using Xunit;

namespace VaeSharp.Tests.Imaging;

public sealed class ScatterPlotTests
{
    private static readonly string[] Digits = [.. Enumerable.Range(0, 10).Select(i => $"{i}")];

    [Fact]
    public void Equal_plots_are_equal_bytes() => Assert.Equal(Ring(10).ToPng(), Ring(10).ToPng());

    [Fact]
    public void Ten_classes_have_ten_colours_in_the_legend()
    {
        using SKBitmap empty = SKBitmap.Decode(new ScatterPlot([], [], Digits).ToPng());
        Assert.Equal(10, empty.Pixels.GroupBy(pixel => pixel)
            .Count(group => group.Count() >= 30 && Saturated(group.Key)));
    }

    [Fact]
    public void Points_of_a_class_have_its_colour()
    {
        using SKBitmap one = SKBitmap.Decode(new ScatterPlot([(0, 0), (1, 1)], [2, 2], Digits).ToPng());
        Assert.InRange(one.Pixels.Count(pixel => pixel.Red > 150 && pixel.Green < 100 && pixel.Blue < 100), 60, 250);
    }

    [Fact]
    public void A_point_that_is_not_finite_is_counted_and_left_out()
    {
        (float, float)[] points = [(0, 0), (float.NaN, 1), (1, float.PositiveInfinity), (1, 1)];
        byte[] three = new ScatterPlot(points, [0, 0, 0, 0], ["a"]).ToPng();
        byte[] two = new ScatterPlot([(0, 0), (1, 1)], [0, 0], ["a"]).ToPng();
        Assert.NotEqual(two, three); // the remark
        Assert.Equal(PngChunks.Size(two), PngChunks.Size(three));
    }

    [Fact]
    public void One_point_or_none_still_gives_a_picture()
    {
        Assert.Contains("IDAT", PngChunks.Names(new ScatterPlot([(2, 3)], [1], Digits).ToPng()));
        Assert.Contains("IDAT", PngChunks.Names(new ScatterPlot([], [], Digits).ToPng()));
    }

    [Fact]
    public void A_class_without_a_name_is_refused()
    {
        var plot = new ScatterPlot([(0, 0)], [10], Digits);
        Assert.Contains("Point 0 is of class 10",
            Assert.Throws<ArgumentException>(plot.ToPng).Message, StringComparison.Ordinal);
    }

    private static ScatterPlot Ring(int classes)
    {
        var points = new List<(float, float)>();
        var labels = new List<int>();
        for (int i = 0; i < 20 * classes; i++)
        {
            float angle = i * MathF.Tau / (20 * classes);
            points.Add((2 * MathF.Cos(angle), 2 * MathF.Sin(angle)));
            labels.Add(i / 20);
        }

        return new ScatterPlot(points, labels, [.. Digits.Take(classes)]) { Title = "Posterior means" };
    }

    private static bool Saturated(SKColor colour) =>
        colour != SKColors.White
        && (Math.Abs(colour.Red - colour.Green) > 4 || Math.Abs(colour.Green - colour.Blue) > 4);
}
