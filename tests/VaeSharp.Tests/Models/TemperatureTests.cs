using VaeSharp.Models;
using Xunit;

namespace VaeSharp.Tests.Models;

public sealed class TemperatureTests
{
    [Fact]
    public void None_is_1_and_one_holds_for_all()
    {
        Temperature half = 0.5;

        Assert.Equal(1, default(Temperature).At(2, 3));
        Assert.Equal(0.5, half.At(2, 3));
        Assert.Equal(0.8, new Temperature(1, 0.9, 0.8).At(2, 3));
        Assert.Equal("1, 0.9", new Temperature(1, 0.9).ToString());
        Assert.Equal(default, new Temperature(1));
    }

    [Fact]
    public void Several_must_be_one_for_each_resolution()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new Temperature(1, 0.9).At(0, 3));

        Assert.Contains("2 temperatures", fault.Message, StringComparison.Ordinal);
        Assert.Contains("3 resolutions", fault.Message, StringComparison.Ordinal);
    }
}
