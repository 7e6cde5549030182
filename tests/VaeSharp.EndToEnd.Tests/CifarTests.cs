using System.Text.Json;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>On real photographs, where VAESHARP_DATA offers CIFAR-10; the test script says where it does not.</summary>
public sealed class CifarTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_loss_of_the_residual_network_falls_from_epoch_to_epoch()
    {
        if (!RealData.HasCifar)
        {
            return;
        }

        VaeResult result = _workspace.Vae(
            "train", "seed-cifar10", "--run", "run", "--limit", "48", "--epochs", "3", "--threads", "1",
            "--set", "training.batch=4", "--quiet", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        double[] losses =
        [
            .. File.ReadLines(_workspace.Path("run", "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
                .Select(epoch => epoch.GetProperty("train").GetProperty("loss").GetDouble()),
        ];
        Assert.Equal(3, losses.Length);
        Assert.True(losses[1] < losses[0] - 100 && losses[2] < losses[1], string.Join(" ", losses));
        Pictures.AssertShowsSomething(_workspace.Path("run", "reconstructions", "epoch-0003.png"));
    }

    [Fact]
    public void The_shortest_line_on_a_folder_of_photographs_has_fewer_bits_per_dimension_than_the_linear_model()
    {
        if (!RealData.HasCifar)
        {
            return;
        }

        ImageDataset photos = DatasetCatalog.Open(new DatasetRequest("cifar10", ValidationCount: 0, Limit: 400)).Train;
        Directory.CreateDirectory(_workspace.Path("photos"));
        for (int i = 0; i < photos.Count; i++)
        {
            PngFile.Write(_workspace.Path("photos", $"{i}.png"), photos.Image(i), photos.Shape);
        }

        VaeResult result = _workspace.Vae(
            "train", "folder:photos", "--run", "run", "--threads", "1", "--json", "--epochs", "30", "--set", "data.size=16");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("colour, 16×16", result.Error, StringComparison.Ordinal);
        JsonElement test = result.Json.GetProperty("test"), linear = result.Json.GetProperty("linear");
        Assert.InRange(test.GetProperty("bitsPerDimension").GetDouble(), 3, linear.GetProperty("bitsPerDimension").GetDouble() - 0.05);
    }

    [Fact]
    public void The_convolutional_recipe_learns_photographs_and_tells_bits_per_dimension()
    {
        if (!RealData.HasCifar)
        {
            return;
        }

        VaeResult result = _workspace.Vae(
            "train", "cifar10", "--run", "run", "--limit", "1000", "--epochs", "3", "--threads", "1", "--set",
            "networks.channels=[8,16,32]", "--set", "networks.hidden=64", "--set", "training.batch=16", "--set",
            "training.warmupSteps=20", "--quiet", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement test = result.Json.GetProperty("test");
        Assert.InRange(test.GetProperty("bitsPerDimension").GetDouble(), 4, 8);
        Assert.InRange(test.GetProperty("reconstructionPsnrDecibels").GetDouble(), 10, 30);
        Pictures.AssertShowsSomething(_workspace.Path("run", "samples", "epoch-0003.png"));
    }
}
