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
}
