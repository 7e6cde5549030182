using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Models;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

/// <summary><c>vae evaluate --quality</c>.</summary>
public sealed class QualityVerbTests
{
    [Fact]
    public void Samples_stand_beside_test_images_and_training_images_of_another_class()
    {
        using var run = new TinyRun();

        JsonElement quality = Measured(run);

        JsonElement[] verdicts = [.. quality.GetProperty("verdicts").EnumerateArray()];
        Assert.Equal(
            ["samples", "test images", "training images of another class"], verdicts.Select(v => v.GetProperty("set").GetString()));
        Assert.All(verdicts, verdict => Assert.InRange(verdict.GetProperty("accuracy").GetProperty("mean").GetDouble(), 0, 1));
        JsonElement[] distances = [.. quality.GetProperty("distances").EnumerateArray()];
        Assert.Equal(3, distances.Length);
        Assert.All(distances, set => Assert.True(set.GetProperty("frechet").GetProperty("mean").GetDouble() > 0));
        Assert.All(distances, set => Assert.True(set.GetProperty("frechetWithinClasses").GetDouble() > 0));
        Assert.False(quality.TryGetProperty("ssim", out _));   // eight pixels are too few for its window
        Assert.False(quality.TryGetProperty("probes", out _)); // this encoder is told the class
        Assert.True(quality.GetProperty("information").GetProperty("leastNats").GetDouble() <= Math.Log(40));
        Assert.True(new FileInfo(Path.Combine(run.Location, "pictures", "nearest.png")).Length > 100);
    }

    [Fact]
    public void Latents_of_an_encoder_that_sees_no_label_are_probed_beside_pixels()
    {
        using var run = new TinyRun(LabelUse.None);

        JsonElement quality = Measured(run);

        JsonElement probe = Assert.Single(quality.GetProperty("probes").EnumerateArray());
        Assert.Equal(50, probe.GetProperty("labels").GetInt32());
        Assert.False(quality.TryGetProperty("verdicts", out _)); // nothing was asked of its samples
    }

    [Fact]
    public void Equal_calls_give_equal_figures()
    {
        using var run = new TinyRun();

        Assert.Equal(Measured(run).GetRawText(), Measured(run).GetRawText());
    }

    // A network that flattens an image has its pixels as features.
    [Fact]
    public void Distances_in_features_of_an_ONNX_network_are_called_by_its_name()
    {
        using var run = new TinyRun();
        string file = run["images", "flatten.onnx"];
        using (FileStream stream = File.Create(file))
        {
            stream.Write(FlattenNetwork.Bytes(1, 8, 8));
        }

        JsonElement[] sets =
        [
            .. Measured(run, "--features", file).GetProperty("distances").EnumerateArray()
                .Where(set => set.GetProperty("features").GetString() == "flatten"),
        ];

        Assert.Equal(3, sets.Length);
        Assert.All(sets, set => Assert.InRange(set.GetProperty("frechet").GetProperty("mean").GetDouble(), 0.01, 64));
        Call table = run.Vae("evaluate", "--quality", "--quality-samples", "100", "--no-pca", "--features", file);
        Assert.True(table.Code == ExitCodes.Done, table.Error);
        Assert.Contains("in features of flatten", table.Output, StringComparison.Ordinal);
        Assert.Contains("nearest", table.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no such file", "--quality", "--features", "no.onnx")]
    [InlineData("--features belongs to --quality", "--features", "no.onnx")]
    [InlineData("--quality-samples belongs to --quality", "--quality-samples", "200")]
    [InlineData("expected a whole number from 100", "--quality", "--quality-samples", "5")]
    public void What_does_not_go_together_is_refused(string message, params string[] options)
    {
        using var run = new TinyRun();

        Call call = run.Vae("evaluate", ["--no-judge", "--no-pca", .. options]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains(message, call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_ONNX_network_is_refused_by_name()
    {
        using var run = new TinyRun();
        string file = run["images", "not.onnx"];
        using (FileStream stream = File.Create(file))
        {
            stream.Write("nothing"u8);
        }

        Call call = run.Vae("evaluate", "--quality", "--features", file, "--no-judge", "--no-pca");

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("not.onnx is no ONNX network", call.Error, StringComparison.Ordinal);
    }

    private static JsonElement Measured(TinyRun run, params string[] more)
    {
        Call call = run.Vae("evaluate", ["--quality", "--quality-samples", "100", "--no-judge", "--no-pca", "--json", .. more]);
        Assert.True(call.Code == ExitCodes.Done, call.Error);
        return JsonDocument.Parse(call.Output).RootElement.GetProperty("quality").Clone();
    }
}
