using VaeSharp.Cli;
using Xunit;

namespace VaeSharp.Tests.Cli;

public sealed class NearestTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("train", "train", 0)]
    [InlineData("trian", "train", 1)]
    [InlineData("tran", "train", 1)]
    [InlineData("traiin", "train", 1)]
    [InlineData("drain", "train", 1)]
    [InlineData("", "train", 5)]
    [InlineData("abc", "xyz", 3)]
    public void Slips_count_what_fingers_do(string typed, string meant, int slips)
    {
        Assert.Equal(slips, Nearest.Slips(typed, meant));
        Assert.Equal(slips, Nearest.Slips(meant, typed));
    }

    [Fact]
    public void The_nearest_is_found_and_nothing_where_all_are_far()
    {
        string[] words = ["train", "traverse", "sample"];

        Assert.Equal("train", Nearest.To("trian", words));
        Assert.Equal("traverse", Nearest.To("travers", words));
        Assert.Null(Nearest.To("doctor", words));
    }
}
