using System.Globalization;
using SkiaSharp;
using VaeSharp.Imaging;
using Xunit;

namespace VaeSharp.Tests.Imaging;

public sealed class CurvePlotTests
{
    private static readonly SKColor FirstColour = SKColor.Parse("#3f90da");
    private static readonly double[] Epochs = [1, 2, 3, 4];

    [Fact]
    public void Equal_plots_are_equal_bytes_in_any_thread()
    {
        byte[] expected = TwoPanels().ToPng();
        var again = new byte[4][];
        Parallel.For(0, again.Length, i => again[i] = TwoPanels().ToPng());
        Assert.All(again, bytes => Assert.Equal(expected, bytes));
    }

    [Fact]
    public void A_plot_is_the_same_whatever_the_callers_culture()
    {
        CurvePlot plot = new([new CurvePanel("Loss", [new CurveSeries("training", Epochs, [0.125, 0.25, 0.5, 1234.5])])]);
        byte[] expected = plot.ToPng();
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        commas.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = commas;
            Assert.Equal(expected, plot.ToPng());
            Assert.Same(commas, CultureInfo.CurrentCulture);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_panel_is_drawn()
    {
        using SKBitmap bitmap = SKBitmap.Decode(TwoPanels().ToPng());
        Assert.InRange(Coloured(bitmap, 0, bitmap.Width / 2), 100, 10_000);
        Assert.InRange(Coloured(bitmap, bitmap.Width / 2, bitmap.Width), 100, 10_000);
    }

    [Fact]
    public void A_falling_series_falls_on_the_picture()
    {
        using SKBitmap bitmap = SKBitmap.Decode(Panel([4, 3, 2, 1]));
        Assert.True(HighestInk(bitmap, first: true) + 100 < HighestInk(bitmap, first: false));
    }

    [Fact]
    public void One_epoch_is_one_visible_point()
    {
        double[] once = [1];
        byte[] png = new CurvePlot([new CurvePanel("Loss", [new CurveSeries("training", once, [123.4])])]).ToPng();
        using SKBitmap bitmap = SKBitmap.Decode(png);
        Assert.InRange(Coloured(bitmap, 0, bitmap.Width), 20, 200);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    public void A_value_off_every_axis_leaves_a_gap_and_no_scale_behind(double value)
    {
        byte[] gap = Panel([4, value, 2, 1]);
        Assert.Equal(Panel([4, double.NaN, 2, 1]), gap);
        Assert.NotEqual(Panel([4, 3, 2, 1]), gap);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1e29)]
    public void Constant_or_missing_values_still_give_axes(double value)
    {
        using SKBitmap bitmap = SKBitmap.Decode(Panel([value, value, value, value]));
        int black = bitmap.Pixels.Count(pixel => pixel.Red < 64);
        Assert.InRange(black, 500, 20_000);
    }

    [Fact]
    public void No_series_at_all_still_gives_axes()
    {
        using SKBitmap bitmap = SKBitmap.Decode(new CurvePlot([new CurvePanel("Loss", [])]).ToPng());
        Assert.InRange(bitmap.Pixels.Count(pixel => pixel.Red < 64), 500, 20_000);
    }

    [Fact]
    public void A_series_with_unequal_lengths_is_named()
    {
        var plot = new CurvePlot([new CurvePanel("Loss", [new CurveSeries("training", Epochs, [1])])]);
        Assert.Contains("'training' has 4 x values and 1 y",
            Assert.Throws<ArgumentException>(plot.ToPng).Message, StringComparison.Ordinal);
    }

    private static byte[] Panel(double[] values) =>
        new CurvePlot([new CurvePanel("Loss", [new CurveSeries("training", Epochs, values)])]).ToPng();

    private static CurvePlot TwoPanels() => new(
    [
        new CurvePanel("Loss",
            [new CurveSeries("training", Epochs, [9, 6, 5, 4]), new CurveSeries("validation", Epochs, [8, 7, 6, 5])]),
        new CurvePanel("Rate", [new CurveSeries("rate", Epochs, [1, 2, 3, 3])]),
    ])
    { Title = "mnist" };

    private static int Coloured(SKBitmap bitmap, int left, int right) =>
        Enumerable.Range(0, bitmap.Height).Sum(y => Enumerable.Range(left, right - left)
            .Count(x => bitmap.GetPixel(x, y) == FirstColour));

    /// <summary>The row of the series' first or last point above the legend.</summary>
    private static int HighestInk(SKBitmap bitmap, bool first)
    {
        int[] columns = [.. Enumerable.Range(0, bitmap.Width)
            .Where(x => Enumerable.Range(0, 330).Any(y => bitmap.GetPixel(x, y) == FirstColour))];
        int column = first ? columns[0] : columns[^1];
        return Enumerable.Range(0, 330).First(y => bitmap.GetPixel(column, y) == FirstColour);
    }
}
