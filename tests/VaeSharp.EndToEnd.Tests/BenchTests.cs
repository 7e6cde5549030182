using System.Text.Json;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

public sealed class BenchTests
{
    [Fact]
    public void A_small_measurement_on_real_digits_has_every_rate_and_leaves_nothing()
    {
        using var workspace = new Workspace();

        VaeResult result = workspace.Vae("bench", "mnist", "--limit", "600", "--threads", "1", "--quiet", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement answer = result.Json;
        Assert.Equal(600, answer.GetProperty("images").GetInt32());
        Assert.Equal(1, answer.GetProperty("threads").GetInt32());
        Assert.True(answer.GetProperty("rooflineLibTorch").GetDouble() > 0);
        Assert.All(answer.GetProperty("use").EnumerateObject(), rate => Assert.True(rate.Value.GetDouble() > 0, rate.Name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(workspace.Root));
    }
}
