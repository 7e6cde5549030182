using VaeSharp.Cli;
using Xunit;

namespace VaeSharp.Tests.Cli;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(5, "0:05")]
    [InlineData(3599, "59:59")]
    [InlineData(3600, "1 h 00 min")]
    [InlineData((26 * 3600) + 2940, "26 h 49 min")]
    public void More_than_a_day_is_counted_in_hours(int seconds, string words) =>
        Assert.Equal(words, Durations.Words(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("90", 90)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1.5h", 5400)]
    public void A_time_is_a_number_with_or_without_its_unit(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Durations.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("5 m")]
    [InlineData("5ms")]
    [InlineData("5d")]
    [InlineData("0.5")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("999999h")]
    public void Any_other_text_is_no_time(string text) => Assert.Null(Durations.Parse(text));
}
