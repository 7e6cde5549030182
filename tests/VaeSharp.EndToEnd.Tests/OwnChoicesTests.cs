using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SkiaSharp;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>A program of another assembly that brings a prior, a likelihood and networks of its own.</summary>
public sealed partial class OwnChoicesTests
{
    [Fact]
    public async Task Choices_of_a_program_train_save_load_sample_and_evaluate()
    {
        using var workspace = new Workspace();
        string folder = Path.Combine(workspace.Root, "own");

        (int code, string output, string error) = await Run("--limit", "500", "--epochs", "2", "--out", folder);

        Assert.True(code == 0, output + error);
        Assert.Contains("networks 'residual-mlp'", output, StringComparison.Ordinal);
        Assert.Contains("prior 'laplace'", output, StringComparison.Ordinal);
        Assert.Contains("likelihood 'student-t'", output, StringComparison.Ordinal);
        Dictionary<string, double[]> figures = Figure().Matches(output).ToDictionary(
            line => line.Groups[1].Value,
            line => line.Groups.Values.Skip(2).Select(g => double.Parse(g.Value, CultureInfo.InvariantCulture)).ToArray());
        Assert.True(figures["trained"][0] < figures["before training"][0] - 100, output);
        Assert.Equal(figures["trained"], figures["loaded"]);
        Assert.InRange(figures["loaded"][0] - figures["loaded"][1] - figures["loaded"][2], -2e-4, 2e-4);

        string recipe = await File.ReadAllTextAsync(Path.Combine(folder, "checkpoint", "recipe.json"));
        Assert.Contains("\"kind\": \"laplace\",\n    \"scale\": 0.7", recipe, StringComparison.Ordinal);
        using SKBitmap picture = SKBitmap.Decode(Path.Combine(folder, "samples.png"));
        Assert.Equal((672, 672), (picture.Width, picture.Height));
    }

    [Theory]
    [InlineData("prior.scal=2", "there is no key 'prior.scal' (did you mean 'scale'?)")]
    [InlineData("prior.scale=0", "the key 'prior.scale' is 0; expected a number from 0.01 to 10")]
    [InlineData("networks.width=0.5", "expected a whole number from 1 to 4096")]
    [InlineData("prior.kind=laplce", "did you mean 'laplace'")]
    [InlineData("data.binarization=dynamic", "data.binarization makes pixels binary")]
    [InlineData("posterior={\"kind\":\"vmf\",\"dimension\":4}", "where this prior has no density")]
    [InlineData("objective={\"kind\":\"beta-tc\",\"correlation\":4}", "the prior is 'laplace'")]
    public async Task A_recipe_that_names_them_is_read_as_strictly_as_any(string change, string reason)
    {
        (int code, _, string error) = await Run("--limit", "100", "--set", change);

        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_program_its_kinds_are_unknown()
    {
        using var workspace = new Workspace();

        VaeResult result = VaeProcess.Run(workspace.Root, "train", "mnist", "--set", "prior.kind=laplace");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("expected one of standard-normal", result.Error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        string name = OperatingSystem.IsWindows() ? "OwnChoices.exe" : "OwnChoices";
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, name), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output, await error);
    }

    [GeneratedRegex(@"(?m)^(.+): test -ELBO (-?[\d.]+) = (-?[\d.]+) \+ (-?[\d.]+) nats")]
    private static partial Regex Figure();
}
