using System.Globalization;
using System.Text.RegularExpressions;
using SkiaSharp;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>The program of the README, compiled and run as it stands there but for less training.</summary>
public sealed partial class ReadmeProgramTests
{
    [Fact]
    public async Task It_trains_into_a_run_opens_that_again_and_samples()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("readme-program-");
        try
        {
            string file = Path.Combine(folder.FullName, "program.cs");
            string project = Path.Combine(FileProgram.Root, "src", "VaeSharp", "VaeSharp.csproj");
            using (StreamWriter program = File.CreateText(file))
            {
                await program.WriteAsync($"#:project {project}\n#:property PublishAot=false\n{Shortened()}\n");
            }

            string output = await FileProgram.Run(file, folder.FullName);

            Match said = Said().Match(output);
            Assert.True(said.Success, output);
            Assert.InRange(double.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture), 50, 543.4); // log 2 a pixel is 543.43
            string run = Path.Combine(folder.FullName, "runs", "digits");
            Assert.All(
                (string[])["recipe.json", "run.json", "metrics.jsonl", "curves.png", "test.json", "README.md",
                    "checkpoints/best/model.safetensors", "checkpoints/last/manifest.json", "samples/epoch-0001.png"],
                name => Assert.True(File.Exists(Path.Combine(run, name)), name));
            using SKBitmap digits = SKBitmap.Decode(Path.Combine(folder.FullName, "digits.png"));
            Assert.InRange(digits.Width, 280, 2000);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Shortened()
    {
        string page = File.ReadAllText(Path.Combine(FileProgram.Root, "README.md"));
        string program = Program().Match(page).Groups[1].Value;
        Assert.Contains("training.epochs=3", program, StringComparison.Ordinal);
        Assert.Contains("Limit = 20_000", program, StringComparison.Ordinal);
        return program
            .Replace("training.epochs=3", "training.epochs=1", StringComparison.Ordinal)
            .Replace("Limit = 20_000", "Limit = 2_000", StringComparison.Ordinal);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();

    [GeneratedRegex(@"finished: (\d+\.\d+) nats per test image")]
    private static partial Regex Said();
}
