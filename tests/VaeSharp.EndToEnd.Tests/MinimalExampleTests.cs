using System.Diagnostics;
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
            string output = await RunExample("--epochs", "2", "--limit", "2000", "--out", picture);

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

    private static async Task<string> RunExample(params string[] arguments)
    {
        string file = Path.Combine(Root(), "examples", "minimal_vae.cs");
        var start = new ProcessStartInfo("dotnet", ["run", file, "--", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // What the running 'dotnet test' tells its children must not reach a build of another kind.
        foreach (string name in start.Environment.Keys.Where(IsOfBuild).ToArray())
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{await output}\n{await errors}");
        return await output;
    }

    private static bool IsOfBuild(string variable) =>
        variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase);

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "VaeSharp.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Run the tests in a clone.");
    }

    [GeneratedRegex(@"test -ELBO (\d+\.\d+) nats")]
    private static partial Regex Loss();
}
