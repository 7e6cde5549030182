using System.Text.RegularExpressions;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>What stands in one place only, and what stands nowhere.</summary>
public sealed partial class SourceTextTests
{
    [Fact]
    public void The_Gaussian_KL_has_one_home() =>
        Assert.Equal(
            ["src/VaeSharp/Nn/Distributions/DiagonalGaussian.cs"],
            Repository.Sources("src").Where(file => GaussianKl().IsMatch(file.Text)).Select(file => file.Path));

    [Theory]
    [InlineData("0.5 * (exp(r) + d - 1 - r)")]
    [InlineData("-0.5 * (1 + logVariance - mean.pow(2) - logVariance.exp())")]
    [InlineData("-0.5f * torch.sum(1f + logVar - mu.square() - logVar.exp())")]
    public void The_search_for_the_Gaussian_KL_knows_its_usual_forms(string form) => Assert.Matches(GaussianKl(), form);

    [Theory]
    [InlineData("NativeLibrary.", "src/VaeSharp/Engine/")]
    [InlineData("ResolvingUnmanagedDll", "src/VaeSharp/Engine/LibTorch.cs")]
    [InlineData("manual_seed(", "src/VaeSharp/Engine/RandomStream.cs")]
    [InlineData("jit.compile(", "src/VaeSharp/Engine/FusedKernels.cs")]
    [InlineData("logsigmoid(", "src/VaeSharp/Nn/Distributions/DiscretizedLogistic.cs")]
    [InlineData("softplus(", "src/VaeSharp/Nn/Distributions/Bernoulli.cs")]
    [InlineData("GC.Collect", "src/VaeSharp/Engine/NativeWork.cs")]
    [InlineData("Math.Cos(", "src/VaeSharp/Training/Schedules/Schedule.cs")]
    public void A_thing_has_one_home(string text, string home)
    {
        string[] homes =
        [
            .. Repository.Sources("src").Where(file => file.Text.Contains(text, StringComparison.Ordinal)).Select(f => f.Path),
        ];
        Assert.NotEmpty(homes);
        Assert.All(homes, path => Assert.StartsWith(home, path, StringComparison.Ordinal));
    }

    // Written in two parts so that this file does not find itself.
    [Theory]
    [InlineData("TO" + "DO")]
    [InlineData("FIX" + "ME")]
    [InlineData("NotImplemented" + "Exception")]
    [InlineData("#pragma" + " warning")]
    [InlineData("Suppress" + "Message")]
    [InlineData("Skip" + " = ")]
    public void Nothing_is_left_open_or_silenced(string text) =>
        Assert.Empty(Repository.Sources("src").Concat(Repository.Sources("tests")).Concat(Repository.Sources("examples"))
            .Where(file => file.Text.Contains(text, StringComparison.Ordinal)).Select(file => file.Path));

    [GeneratedRegex(
        @"(exp\([^;]*- *1 *- *\w+)|(1(\.0)?f? *\+ *log_?var\w*[^;]*exp)|(log_?var\w*[^;]*\+ *1(\.0)?f? *-[^;]*exp)",
        RegexOptions.IgnoreCase)]
    private static partial Regex GaussianKl();
}
